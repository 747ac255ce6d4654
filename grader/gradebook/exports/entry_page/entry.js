"use strict";
const list = document.getElementById("rows");
const rows = Array.from(list.querySelectorAll(".row"));
const said = document.getElementById("said");
const key = "classroom-entry:" + list.dataset.key;
let at = remembered();

function remembered() {
  try {
    const kept = Number.parseInt(localStorage.getItem(key), 10);
    return Number.isInteger(kept) && kept >= 0 && kept <= rows.length ? kept : -1;
  } catch (error) {
    return -1;
  }
}

function remember() {
  try {
    if (at < 0) localStorage.removeItem(key);
    else localStorage.setItem(key, String(at));
  } catch (error) {
    return;
  }
}

function draw() {
  rows.forEach((row, place) => {
    row.classList.toggle("done", place < at);
    row.tabIndex = place === Math.min(Math.max(at, 0), rows.length - 1) ? 0 : -1;
    if (place === at) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
  document.getElementById("done").textContent = String(Math.max(at, 0));
}

function copiedByHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  field.setAttribute("aria-hidden", "true");
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    return copiedByHand(text);
  }
}

function tellAll(words) {
  // the same words again are read aloud only if something in them is another
  said.textContent = said.textContent === words ? `${words}\u00a0` : words;
}

async function cleared() {
  try {
    await navigator.clipboard.writeText(""); // the last row's number must not end up in this one
  } catch (error) {
    return;
  }
}

async function tell() {
  const row = rows[at];
  const place = `${row.dataset.name}, ${at + 1} of ${rows.length}`;
  if (!row.dataset.points) {
    tellAll(`Leave empty (${row.dataset.why}): ${place}`);
    return cleared();
  }
  const mine = at;
  const done = await copied(row.dataset.points);
  if (mine !== at) return;
  row.focus({ preventScroll: true });
  tellAll(`${done ? "Copied" : "Not copied, type it:"} ${row.dataset.points} · ${place}`);
}

function go(place) {
  at = Math.min(Math.max(place, 0), rows.length);
  remember();
  draw();
  if (at === rows.length) {
    said.textContent = `All ${rows.length} rows are done.`;
    return;
  }
  rows[at].focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "center" });
  tell();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.id === "again") return;
  const next = ["ArrowDown", "Enter", " "].includes(event.key);
  if (next && event.repeat && event.key !== "ArrowDown") return event.preventDefault();
  if (next) go(at + 1);
  else if (event.key === "ArrowUp") go(at - 1);
  else if (event.key === "c" && at >= 0 && at < rows.length) tell();
  else return;
  event.preventDefault();
});

rows.forEach((row, place) => row.addEventListener("click", () => go(place)));

document.getElementById("again").addEventListener("click", () => {
  at = -1;
  remember();
  draw();
  said.textContent = "Press the down arrow to begin.";
  rows.length && rows[0].focus();
});

draw();
if (at >= 0 && at < rows.length) {
  rows[at].scrollIntoView({ block: "center" });
  said.textContent = `Going on at ${rows[at].dataset.name}, ${at + 1} of ${rows.length}: press c to copy its number.`;
} else if (at === rows.length && rows.length) {
  said.textContent = `All ${rows.length} rows are done.`;
}
