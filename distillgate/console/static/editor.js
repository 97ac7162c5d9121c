// The editor of policies: words that fit are offered, and what is wrong can be gone to.
"use strict";

const MOST = 8;
let words = [];
let at = -1;

function field() {
  return document.querySelector("textarea[data-words]");
}

function list() {
  return document.getElementById("completions");
}

// The word before the caret: what facts and keys are made of.
function begun(area) {
  const found = /[A-Za-z_][\w.-]*$/.exec(area.value.slice(0, area.selectionStart));
  return found ? found[0] : "";
}

function fitting(word) {
  if (word.length < 2) return [];
  const small = word.toLowerCase();
  const starts = words.filter((each) => each.word.startsWith(small) && each.word !== small);
  const holds = words.filter((each) => each.word.indexOf(small, 1) > 0);
  return [...starts, ...holds].slice(0, MOST);
}

function close(area) {
  list().hidden = true;
  list().replaceChildren();
  at = -1;
  area.removeAttribute("aria-activedescendant");
}

function offer(area) {
  const found = fitting(begun(area));
  close(area);
  if (found.length === 0) return;
  found.forEach((each, place) => {
    const item = document.createElement("li");
    item.id = `word-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.word = each.word;
    const name = document.createElement("code");
    name.textContent = each.word;
    const about = document.createElement("span");
    about.className = "faint";
    about.textContent = each.about;
    item.append(name, about);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(area, each.word);
    });
    list().append(item);
  });
  list().hidden = false;
}

function choose(area, step) {
  const items = [...list().children];
  at = (at + step + items.length + (at < 0 && step < 0 ? 1 : 0)) % items.length;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
  items[at].scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", items[at].id);
}

function take(area, word) {
  const end = area.selectionStart;
  area.setRangeText(word, end - begun(area).length, end, "end");
  close(area);
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  close(area);
}

function press(event) {
  const area = event.target;
  if (list().hidden) return;
  if (event.key === "ArrowDown") choose(area, 1);
  else if (event.key === "ArrowUp") choose(area, -1);
  else if (event.key === "Escape") close(area);
  else if (event.key === "Enter" && at >= 0) take(area, list().children[at].dataset.word);
  else return;
  event.preventDefault();
}

// To the line and column at which something is wrong.
function goThere(button) {
  const area = field();
  const lines = area.value.split("\n");
  const line = Math.min(Number(button.dataset.line), lines.length);
  const before = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const start = before + Number(button.dataset.column) - 1;
  area.focus();
  area.setSelectionRange(start, start + Number(button.dataset.length));
  const high = Number.parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 4) * high);
}

document.addEventListener("DOMContentLoaded", () => {
  const area = field();
  if (!area) return;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", "completions");
  fetch(area.dataset.words)
    .then((answer) => answer.json())
    .then((found) => {
      words = found;
      area.dataset.ready = "yes";
    })
    .catch(() => {});
  area.addEventListener("input", () => offer(area));
  area.addEventListener("keydown", press);
  area.addEventListener("blur", () => close(area));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-line]");
    if (button) goThere(button);
  });
});
