// Comfort around pages that work without it: theme, menus, first error, double click, copying, print.
"use strict";

const YEAR = 365 * 24 * 60 * 60;

function choose(theme) {
  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const age = theme ? YEAR : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  for (const button of document.querySelectorAll("[data-theme-choice]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  document.dispatchEvent(new Event("pm:theme"));
}

function openMenus() {
  return document.querySelectorAll("details[data-menu][open]");
}

function press(event) {
  const target = event.target;
  if (!(target instanceof Element)) return;
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
  const theme = target.closest("[data-theme-choice]");
  if (theme) choose(theme.dataset.themeChoice);
  const blocked = target.closest("[aria-disabled=true]");
  if (blocked) event.preventDefault();
}

function escape(event) {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (location.hash === "#nav") {
    location.hash = "#main";
    document.querySelector("a.pm-menu")?.focus();
  }
}

// A second press while the first is under way would send the form twice.
function once(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
  // Text that waited to be saved is nobody's business after signing out.
  if (new URL(form.action).pathname.endsWith("/logout/")) sessionStorage.clear();
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
}

function sendable() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy=true]"))
    button.removeAttribute("aria-busy");
}

function showPassword(box) {
  const input = box.querySelector("input");
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
  // A password manager should meet a password.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

function copyable(box) {
  const button = box.querySelector("button");
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("code").textContent);
    button.textContent = button.dataset.done;
  });
}

function openForPrint(open) {
  for (const twin of document.querySelectorAll("details.pm-more")) {
    if (open && !twin.open) twin.dataset.closed = "yes";
    if (open) twin.open = true;
    else if (twin.dataset.closed) twin.open = false;
  }
}

document.addEventListener("click", press);
document.addEventListener("keydown", escape);
document.addEventListener("submit", once);
addEventListener("pageshow", sendable);
addEventListener("hashchange", () => {
  if (location.hash === "#nav") document.getElementById("nav")?.focus();
  const target = document.getElementById(location.hash.slice(1));
  const closed = target?.closest("details:not([open])");
  if (closed) closed.open = true;
});
addEventListener("beforeprint", () => openForPrint(true));
addEventListener("afterprint", () => openForPrint(false));
for (const group of document.querySelectorAll("[data-theme-switch]")) group.hidden = false;
for (const box of document.querySelectorAll("[data-password]")) showPassword(box);
for (const box of document.querySelectorAll("[data-copy]")) copyable(box);
document.querySelector("[data-focus]")?.focus();
if (new URLSearchParams(location.search).has("print")) openForPrint(true);
