({ language, names, accounts, same }) => {
  const wrong = [];
  const root = document.documentElement;
  const clean = text => text.replace(/\s+/g, " ").trim();

  const headings = document.querySelectorAll("h1");
  if (headings.length !== 1) wrong.push(`${headings.length} h1`);
  else if (!clean(headings[0].textContent)) wrong.push("empty h1");
  if (root.lang !== language) wrong.push(`lang is ${root.lang}`);
  if (!clean(document.title)) wrong.push("no title");
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("body *")].filter(element =>
      element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".pm-scroll, svg, .pm-vh")
    );
    wrong.push(`${root.scrollWidth} px wide: ${wide.slice(0, 3).map(e => e.className || e.tagName)}`);
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const where = `figure ${figure.id}`;
    const caption = figure.querySelector("figcaption");
    const title = caption?.querySelector("h2, h3, h4");
    if (!title || !clean(title.textContent)) wrong.push(`${where}: no finding`);
    if (!clean(caption?.querySelector("p")?.textContent ?? "")) wrong.push(`${where}: no sentence`);
    const images = [...figure.querySelectorAll("[role=img]")];
    const named = image =>
      image.getAttribute("aria-label") ||
      (image.getAttribute("aria-labelledby") ?? "")
        .split(" ")
        .map(id => document.getElementById(id)?.textContent ?? "")
        .join("");
    if (!images.length || !images.every(image => clean(named(image) ?? "")))
      wrong.push(`${where}: drawing without a name`);
    const table = figure.querySelector("details table");
    if (!table?.caption || !table.querySelector("tbody tr td") || !table.querySelector("th[scope]"))
      wrong.push(`${where}: no table twin`);
  }

  if (language !== "zh-Hans" || same === "*") return wrong;
  // What is not prose: code, what is marked as another language, and what a browser without script sees.
  const apart = "code, kbd, pre, samp, script, style, noscript, textarea, [translate=no], [lang]:not(:root)";
  // Addresses, file names, hashes, identifiers, and what somebody wrote in both languages: "English · 中文".
  const noise = new RegExp(
    [
      /https?:\S+|\S+@\S+|[\w-]+\.[a-z]{2,5}\b/,
      /\b[0-9a-f]{8,}\b|\b\w*_\w*\b|\b[a-z]+\.\w+/,
      /[A-Za-z][^·：]* · (?=[\d\u4e00-\u9fff])/,
    ].map(part => part.source).join("|"),
    "g"
  );
  const known = new Set([...names, ...same.split(" ")]);
  const english = new Set();
  const read = text => {
    if (accounts.includes(clean(text))) return;
    const words = text.replace(noise, " ").match(/[A-Za-z][A-Za-z'-]{3,}/g) ?? [];
    if (words.some(word => !/[A-Z]{2}/.test(word) && !known.has(word))) english.add(clean(text).slice(0, 60));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest(apart)) read(walker.currentNode.data);
  const spoken = ["aria-label", "title", "placeholder", "alt"];
  for (const element of document.body.querySelectorAll(spoken.map(name => `[${name}]`).join()))
    if (!element.closest(apart)) for (const name of spoken) read(element.getAttribute(name) ?? "");
  read(document.title);
  for (const text of english) wrong.push(`English: ${text}`);
  return wrong;
};
