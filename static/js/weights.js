// The sum of the weights while one types. The page works without: the server counts again.
// Whole ten-thousandths, never floating point, so that 33.3333 + 66.6667 is 100.
"use strict";

const FULL = 1000000n;

function parsed(text) {
  const found = /^\s*(\d{1,3})(?:[.,](\d{0,4}))?\s*$/.exec(text);
  if (!found) return null;
  return BigInt(found[1]) * 10000n + BigInt((found[2] ?? "").padEnd(4, "0"));
}

function shown(number) {
  const rest = String(number % 10000n).padStart(4, "0").replace(/0+$/, "");
  return `${number / 10000n}${rest ? `.${rest}` : ""}`;
}

// Each sum counts all weights, or those of its own group, without rows that are to be left out.
function count(form) {
  for (const sum of form.querySelectorAll("[data-total]")) {
    const group = sum.dataset.total;
    const full = sum.dataset.full ? parsed(sum.dataset.full) : FULL;
    let total = 0n;
    for (const field of form.querySelectorAll("[data-weight]")) {
      if (group && field.dataset.weight !== group) continue;
      if (field.closest("tr")?.querySelector("[data-leave]")?.checked) continue;
      total += parsed(field.value) ?? 0n;
    }
    sum.textContent = shown(total);
    const off = sum.parentElement.querySelector("[data-off]");
    const words = total < full ? off.dataset.missing : off.dataset.over;
    const size = total < full ? full - total : total - full;
    off.textContent = size ? words.replace("{n}", shown(size)) : "";
  }
}

for (const form of document.querySelectorAll("form[data-weights]")) {
  form.addEventListener("input", () => count(form));
  count(form);
}
