// The drawing of a lineage: moved, made larger or smaller, and folded. The table says the same.
"use strict";

const STEP = 60;
const FACTOR = 1.25;
const SVG = "http://www.w3.org/2000/svg";

function begin(svg) {
  const whole = svg.getAttribute("viewBox").split(" ").map(Number);
  const folded = new Set();
  const after = new Map();
  let view = [...whole];
  let dragged = null;

  for (const line of svg.querySelectorAll("path.edge")) {
    const below = after.get(line.dataset.child) || [];
    after.set(line.dataset.child, [...below, line.dataset.parent]);
  }

  function show() {
    svg.setAttribute("viewBox", view.join(" "));
    const percent = Math.round((whole[2] / view[2]) * 100);
    document.getElementById("zoomed").textContent = `${percent} %`;
  }

  function move(x, y) {
    view[0] += (x * view[2]) / whole[2];
    view[1] += (y * view[3]) / whole[3];
    show();
  }

  function zoom(factor) {
    const wide = Math.min(whole[2] * 4, Math.max(whole[2] / 12, view[2] / factor));
    const high = (wide * whole[3]) / whole[2];
    view = [view[0] + (view[2] - wide) / 2, view[1] + (view[3] - high) / 2, wide, high];
    show();
  }

  // What can be reached from the root without going through what is folded.
  function shown() {
    const found = new Set([svg.dataset.root]);
    const open = [svg.dataset.root];
    while (open.length > 0) {
      const name = open.pop();
      if (folded.has(name)) continue;
      for (const each of after.get(name) || []) {
        if (!found.has(each)) {
          found.add(each);
          open.push(each);
        }
      }
    }
    return found;
  }

  function toggle(element, visible) {
    if (visible) element.removeAttribute("display");
    else element.setAttribute("display", "none");
  }

  function fold() {
    const found = shown();
    for (const box of svg.querySelectorAll("g.box")) {
      const holder = box.closest("a") || box;
      toggle(holder, found.has(box.dataset.id));
      if (holder !== box) holder.setAttribute("tabindex", found.has(box.dataset.id) ? "0" : "-1");
    }
    for (const line of svg.querySelectorAll("path.edge")) {
      const from = found.has(line.dataset.child) && !folded.has(line.dataset.child);
      toggle(line, from && found.has(line.dataset.parent));
    }
    for (const knob of svg.querySelectorAll("g.fold")) {
      const there = found.has(knob.dataset.of);
      const closed = folded.has(knob.dataset.of);
      toggle(knob, there);
      knob.setAttribute("tabindex", there ? "0" : "-1");
      knob.setAttribute("aria-expanded", String(!closed));
      knob.querySelector("text").textContent = closed ? "+" : "−";
    }
  }

  function turn(name) {
    if (!folded.delete(name)) folded.add(name);
    fold();
  }

  function knob(box) {
    const made = document.createElementNS(SVG, "g");
    made.setAttribute("class", "fold");
    made.setAttribute("role", "button");
    made.setAttribute("tabindex", "0");
    made.setAttribute("aria-label", `Fold what is behind ${box.dataset.id}`);
    made.setAttribute("transform", box.getAttribute("transform"));
    made.dataset.of = box.dataset.id;
    const disc = document.createElementNS(SVG, "circle");
    disc.setAttribute("cx", "250");
    disc.setAttribute("cy", "23");
    disc.setAttribute("r", "12");
    const sign = document.createElementNS(SVG, "text");
    sign.setAttribute("x", "250");
    sign.setAttribute("y", "28");
    sign.setAttribute("text-anchor", "middle");
    made.append(disc, sign);
    made.addEventListener("click", () => turn(box.dataset.id));
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      turn(box.dataset.id);
    });
    svg.append(made);
  }

  for (const box of svg.querySelectorAll("g.box")) {
    if (after.has(box.dataset.id)) knob(box);
  }

  const does = {
    "zoom-in": () => zoom(FACTOR),
    "zoom-out": () => zoom(1 / FACTOR),
    "fit": () => {
      view = [...whole];
      show();
    },
    "fold-all": () => {
      for (const name of after.keys()) if (name !== svg.dataset.root) folded.add(name);
      fold();
    },
    "unfold-all": () => {
      folded.clear();
      fold();
    },
  };
  const keys = {
    "+": does["zoom-in"],
    "-": does["zoom-out"],
    "0": does.fit,
    "ArrowLeft": () => move(-STEP, 0),
    "ArrowRight": () => move(STEP, 0),
    "ArrowUp": () => move(0, -STEP),
    "ArrowDown": () => move(0, STEP),
  };

  const tools = document.getElementById("lineage-tools");
  tools.hidden = false;
  for (const button of tools.querySelectorAll("button[data-does]")) {
    button.addEventListener("click", does[button.dataset.does]);
  }
  const around = svg.parentElement;
  around.classList.add("panned");
  around.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("a, .fold")) return;
    dragged = [event.clientX, event.clientY];
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const scale = whole[2] / svg.clientWidth;
    move((dragged[0] - event.clientX) * scale, (dragged[1] - event.clientY) * scale);
    dragged = [event.clientX, event.clientY];
  });
  svg.addEventListener("pointerup", () => {
    dragged = null;
  });
  svg.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? FACTOR : 1 / FACTOR);
    },
    { passive: false },
  );
  fold();
  show();
}

document.addEventListener("DOMContentLoaded", () => {
  const svg = document.querySelector("svg.lineage");
  if (svg) begin(svg);
});
