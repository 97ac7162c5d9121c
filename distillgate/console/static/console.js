// Small things that a page cannot do without a script; all of it works without them, too.
"use strict";

// Times stand in UTC; here they are told in the zone of the reader, with UTC on hover.
// Days stand in the order in which the pages write them: day, month, year.
const LOCALES = { en: "en-GB" };

function tellTimes(root) {
  const locale = document.documentElement.dataset.locale;
  for (const each of root.querySelectorAll("time[datetime$='Z']")) {
    const moment = new Date(each.dateTime);
    if (each.dataset.told || Number.isNaN(moment.getTime())) continue;
    each.dataset.told = "yes";
    each.title = each.textContent.trim();
    each.textContent = moment.toLocaleString(LOCALES[locale] || locale, {
      dateStyle: "medium",
      timeStyle: "short",
    });
  }
}

// In the queue: j and k go down and up, Enter opens; a, d and r open and go to that act.
function rowsOf() {
  return [...document.querySelectorAll("tr[data-open]")];
}

function goTo(step) {
  const rows = rowsOf();
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.classList.contains("at"));
  const next = Math.min(rows.length - 1, Math.max(0, at + step));
  rows.forEach((row, place) => row.classList.toggle("at", place === next));
  const link = rows[next].querySelector("a");
  if (link) link.focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
}

function open(act) {
  const row = document.querySelector("tr.at[data-open]");
  if (row) window.location.assign(row.dataset.open + (act ? "#" + act : ""));
}

const ACTS = { a: "approve", d: "deny", r: "ask" };

function heed(event) {
  const typing = event.target.closest("input, select, textarea, button, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") goTo(1);
  else if (event.key === "k") goTo(-1);
  else if (event.key === "/") {
    const search = document.querySelector("input[type='search']");
    if (!search) return;
    search.focus();
  } else if (event.key in ACTS) open(ACTS[event.key]);
  else return;
  event.preventDefault();
}

// A link to an act opens its form.
function openAct() {
  const name = window.location.hash.slice(1);
  const act = name && document.getElementById(name);
  if (!(act instanceof HTMLDetailsElement)) return;
  act.open = true;
  const field = act.querySelector("input:not([type='hidden']), select, textarea");
  if (field) field.focus();
}

// Where a bar is wider than the page, the page that one is on stands in sight.
function showCurrent() {
  for (const each of document.querySelectorAll(".nav [aria-current], .tabs [aria-current]")) {
    const bar = each.parentElement;
    const [at, room] = [each.getBoundingClientRect(), bar.getBoundingClientRect()];
    bar.scrollLeft += at.left - room.left - (room.width - at.width) / 2;
  }
}

document.addEventListener("keydown", heed);
window.addEventListener("hashchange", openAct);
document.addEventListener("DOMContentLoaded", () => {
  tellTimes(document);
  showCurrent();
  openAct();
});
// Going to a place in a page takes the focus away once more, so it is set after that.
window.addEventListener("load", () => window.setTimeout(openAct, 50));
document.addEventListener("htmx:afterSwap", (event) => tellTimes(event.target));
