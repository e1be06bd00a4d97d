// Keeps a half-finished form: saves while typing, holds what could not be saved, moves by arrow keys.
"use strict";

const QUIET = 1500; // milliseconds after the last key
const STEADY = 3000; // and at least so often while typing goes on
const AGAIN = 10000; // after a save that failed

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.sent = this.served();
    this.saving = this.stopped = false;
    this.restore();
    if (this.text() !== this.sent) this.changed(); // typed while this script was on its way
    form.addEventListener("input", () => this.changed());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", () => this.forget());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save(true);
    });
    addEventListener("pagehide", () => this.save(true));
  }

  data(form = this.form) {
    return new URLSearchParams(new FormData(form));
  }

  text(form = this.form) {
    const data = this.data(form);
    for (const name of ["csrfmiddlewaretoken", "version"]) data.delete(name);
    return data.toString();
  }

  // The form as the server wrote it: that, and no more, is what it knows.
  served() {
    const form = this.form.cloneNode(true);
    form.reset();
    return this.text(form);
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  changed() {
    if (this.stopped) return;
    this.started ??= Date.now();
    clearTimeout(this.timer);
    const left = Math.max(0, STEADY - (Date.now() - this.started));
    this.timer = setTimeout(() => this.save(), Math.min(QUIET, left));
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    const text = this.text();
    if (this.stopped || text === this.sent) return;
    if (this.saving) {
      if (leaving) this.hold(this.form.dataset.saving, false);
      return;
    }
    this.started = undefined;
    this.saving = true;
    this.say(this.form.dataset.saving);
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: "POST", body: this.data(), keepalive: leaving, redirect: "error",
      });
      const said = await answer.json();
      if (answer.ok) this.saved(text, said);
      else this.refused(said, answer.status);
    } catch {
      this.hold(this.form.dataset.failed);
    }
    this.saving = false;
    if (!this.stopped && this.sent !== this.text() && !this.timerAgain) this.changed();
  }

  saved(text, said) {
    this.form.elements.version.value = said.version;
    this.sent = text;
    this.forget();
    this.say(said.message);
  }

  // 409: another window; only the page with both versions can go on from here.
  refused(said, status) {
    if (status === 409) this.stopped = true;
    this.hold(said.message, status !== 409);
  }

  // Kept in this tab only: office computers are shared.
  hold(words, again = true) {
    sessionStorage.setItem(this.form.dataset.key, this.text());
    this.say(words);
    if (again && !this.timerAgain)
      this.timerAgain = setTimeout(() => { this.timerAgain = undefined; this.save(); }, AGAIN);
  }

  forget() {
    sessionStorage.removeItem(this.form.dataset.key);
  }

  restore() {
    const held = sessionStorage.getItem(this.form.dataset.key);
    if (!held) return;
    for (const [name, value] of new URLSearchParams(held)) {
      const field = this.form.elements[name];
      if (field && "value" in field) field.value = value;
    }
    this.say(this.form.dataset.offline);
  }
}

// Up and down lead to the same field of the next line; a copied column fills the lines below.
function column(field) {
  const name = field.closest("[data-column]")?.dataset.column;
  const form = field.form;
  const fields = [...form.querySelectorAll(`[data-column="${name}"] input`)];
  return { fields, at: fields.indexOf(field) };
}

function arrow(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.target instanceof HTMLInputElement)) return;
  const { fields, at } = column(event.target);
  const next = fields[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

function paste(event) {
  if (!(event.target instanceof HTMLInputElement)) return;
  const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n");
  if (lines.length < 2) return;
  event.preventDefault();
  const { fields, at } = column(event.target);
  for (const [n, line] of lines.entries()) {
    const field = fields[at + n];
    if (field) field.value = line.split("\t")[0].trim();
  }
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
}

// A page out of the browser's memory holds an old version of the draft.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
for (const form of document.querySelectorAll("form[data-draft]")) {
  new Draft(form);
  form.addEventListener("keydown", arrow);
  form.addEventListener("paste", paste);
}
