// Keeps a half-finished form: saves while typing, holds what could not be saved, moves by arrow keys.
"use strict";

const QUIET = 1500; // milliseconds after the last key
const STEADY = 3000; // and at least so often while typing goes on
const AGAIN = 10000; // after a save that failed
const LONGEST = 20000; // to wait for an answer
const PATIENCE = 2000; // that a button waits for a save under way
const WINDOWS = "pm-signed-in"; // how one window tells the others
const MINUTE = 60000; // between two routine messages that are read out

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.signIn = form.querySelector("[data-sign-in]");
    this.counter = form.querySelector("[data-count]");
    this.sent = "unsaved" in form.dataset ? undefined : this.served();
    this.saving = this.stopped = false;
    this.restore();
    this.count();
    if (this.text() !== this.sent) this.changed(); // typed while this script was on its way
    form.addEventListener("input", () => this.changed());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => this.send(event));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save(true);
      else this.retry();
    });
    addEventListener("focus", () => this.retry());
    addEventListener("online", () => this.retry());
    new BroadcastChannel(WINDOWS).addEventListener("message", () => this.retry());
    addEventListener("pagehide", () => this.save(true));
  }

  data(form = this.form) {
    return new URLSearchParams(new FormData(form));
  }

  // Signing in again, maybe in another window, changes the token that this page came with.
  renew() {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token) this.form.elements.csrfmiddlewaretoken.value = token[1];
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

  // What went wrong is read out at once, that all is well once a minute at most.
  say(words, routine = false) {
    if (this.status.textContent === words) return;
    const due = !routine || Date.now() - (this.told ?? 0) > MINUTE;
    this.status.setAttribute("aria-live", due ? "polite" : "off");
    if (due) this.told = Date.now();
    this.status.textContent = words;
  }

  // How much of a text can be handed in; what is more is kept, not cut off.
  count() {
    const field = this.form.querySelector("[data-counted]");
    if (!this.counter || !field) return;
    const most = Number(field.dataset.counted);
    const left = most - [...field.value.trim()].length;
    const { left: fits, over } = this.counter.dataset;
    const number = (n) => n.toLocaleString("en");
    this.counter.textContent = (left < 0 ? over : fits)
      .replace("{n}", number(Math.abs(left))).replace("{most}", number(most));
  }

  changed() {
    this.count();
    if (this.stopped) return;
    this.started ??= Date.now();
    clearTimeout(this.timer);
    const left = Math.max(0, STEADY - (Date.now() - this.started));
    this.timer = setTimeout(() => this.save(), Math.min(QUIET, left));
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    const text = this.text();
    if (this.stopped || this.sending || text === this.sent) return;
    if (this.saving) {
      if (leaving) this.hold(this.form.dataset.saving, false);
      return;
    }
    this.started = undefined;
    this.saving = true;
    // While one is to sign in again the line stays: the link beside it must not move away.
    if (!this.signIn || this.signIn.hidden) {
      this.status.setAttribute("aria-live", "off");
      this.status.textContent = this.form.dataset.saving;
    }
    this.renew();
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: "POST", body: this.data(), keepalive: leaving, redirect: "error",
        signal: AbortSignal.timeout(LONGEST),
      });
      const said = await answer.json();
      if (answer.ok) this.saved(text, said);
      else this.refused(said, answer.status);
    } catch {
      this.hold(this.form.dataset.failed);
    }
    this.saving = false;
    if (this.waiting) this.goOn();
    else if (!this.stopped && this.sent !== this.text() && !this.timerAgain) this.changed();
  }

  saved(text, said) {
    this.form.elements.version.value = said.version;
    this.sent = text;
    this.forget();
    this.out(false);
    this.say(said.message, true);
  }

  // 409: another window; only the page with both versions can go on from here.
  refused(said, status) {
    if (status === 409) this.stopped = true;
    this.hold(said.message, status !== 409);
    this.out(status === 401);
  }

  // The session ended: one signs in beside the text, which stays where it is.
  out(ended) {
    if (this.signIn) this.signIn.hidden = !ended;
  }

  retry() {
    if (!this.timerAgain) return;
    clearTimeout(this.timerAgain);
    this.timerAgain = undefined;
    this.save();
  }

  // A save under way ends first: its answer has the version from which this one starts. Without a
  // network the browser would leave the page for one of its own.
  send(event) {
    if (navigator.onLine && this.saving) {
      event.preventDefault();
      this.waiting ??= {
        button: event.submitter, limit: setTimeout(() => this.goOn(), PATIENCE),
      };
      return;
    }
    if (navigator.onLine) {
      this.renew();
      this.forget();
      this.sending = true; // the form itself is on its way; nothing is to be held beside it
      setTimeout(() => { this.sending = false; }, LONGEST);
      return;
    }
    event.preventDefault();
    delete this.form.dataset.sent;
    event.submitter?.removeAttribute("aria-busy");
    this.hold(this.form.dataset.failed);
  }

  goOn() {
    const { button, limit } = this.waiting;
    clearTimeout(limit);
    this.waiting = undefined;
    this.saving = false;
    delete this.form.dataset.sent;
    this.form.requestSubmit(button);
  }

  // Kept in this tab only: office computers are shared.
  hold(words, again = true) {
    if (this.sending) return;
    const data = this.data();
    data.delete("csrfmiddlewaretoken");
    sessionStorage.setItem(this.form.dataset.key, data.toString());
    this.say(words);
    if (again && !this.timerAgain)
      this.timerAgain = setTimeout(() => { this.timerAgain = undefined; this.save(); }, AGAIN);
  }

  forget() {
    sessionStorage.removeItem(this.form.dataset.key);
  }

  restore() {
    // With the version it started from: a newer one on the server is then told, not overwritten.
    const held = sessionStorage.getItem(this.form.dataset.key);
    if (!held) return;
    const version = this.form.elements.version.value;
    for (const [name, value] of new URLSearchParams(held)) {
      const field = this.form.elements[name];
      if (field && "value" in field) field.value = value;
    }
    if (this.text() === this.sent) {
      this.form.elements.version.value = version;
      this.forget();
    } else this.say(this.form.dataset.offline);
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
// Handed in: what other windows of this tab held of it is of no use to whoever sits here next.
for (const form of document.querySelectorAll("form[data-wipe]"))
  form.addEventListener("submit", () => {
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(form.dataset.wipe)) sessionStorage.removeItem(key);
  });
if (document.querySelector("[data-signed-in]")) new BroadcastChannel(WINDOWS).postMessage("");
for (const form of document.querySelectorAll("form[data-draft]")) {
  new Draft(form);
  form.addEventListener("keydown", arrow);
  form.addEventListener("paste", paste);
}
