// What an eye would find wrong on a page: text cut off, torn or squeezed, ticks without room, code among the words.
() => {
  const faults = [];
  const outside = document.documentElement.scrollWidth - window.innerWidth;
  if (outside > 0) faults.push(`the page is ${outside} px wider than the window`);

  const seen = (e) => {
    const { width, height } = e.getBoundingClientRect();
    const shown = e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    return width > 1 && height > 1 && shown && !e.closest(".visually-hidden, .table-cards thead");
  };
  const told = (e) => `<${e.tagName.toLowerCase()}> “${e.textContent.trim().replace(/\s+/g, " ").slice(0, 60)}”`;
  const span = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return range;
  };
  const texts = (e) => {
    const found = [];
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (walk.currentNode.data.trim()) found.push(walk.currentNode);
    return found;
  };
  const lines = (range) => new Set([...range.getClientRects()].map((r) => Math.round(r.top / 6))).size;

  for (const e of document.querySelectorAll("main *, header *")) {
    if (!seen(e) || e.closest("svg, select, pre")) continue;
    const hides = ["hidden", "clip"].includes(getComputedStyle(e).overflowX);
    if (hides && e.scrollWidth > e.clientWidth + 1 && e.innerText.trim() && !e.title) faults.push(`cut off: ${told(e)}`);
  }

  const boxes = "th, td, dt, dd, h1, h2, h3, .btn, .badge, .status, .stat-label";
  for (const e of document.querySelectorAll(boxes)) {
    if (!seen(e)) continue;
    for (const node of texts(e)) {
      const within = node.parentElement;
      if (within.closest(boxes) !== e || within.closest("code, select, svg") || !seen(within)) continue;
      for (const word of node.data.matchAll(/[\p{L}\p{M}]+/gu)) {
        const torn = lines(span(node, word.index, word.index + word[0].length)) > 1;
        if (torn) faults.push(`torn: “${word[0]}” in ${told(e)}`);
      }
    }
    if (e.matches("th, td") && !e.querySelector("input, select, textarea, ul, p, br, div, code")) {
      const words = e.innerText.trim().split(/\s+/).length;
      const range = document.createRange();
      range.selectNodeContents(e);
      const high = lines(range);
      if (words >= 5 && high >= 4 && words / high < 1.7) faults.push(`a word a line: ${told(e)}`);
    }
  }

  for (const tick of document.querySelectorAll("input[type=checkbox], input[type=radio]")) {
    const label = tick.labels[0];
    const node = label && seen(label) && seen(tick) && texts(label).find((n) => seen(n.parentElement));
    if (!node) continue;
    const at = node.data.search(/\S/);
    const words = span(node, at, at + 1).getBoundingClientRect();
    const box = tick.getBoundingClientRect();
    const beside = words.top < box.bottom && box.top < words.bottom;
    if (beside && words.left - box.right < 4) faults.push(`no room between a tick and ${told(label)}`);
  }

  const text = (document.querySelector("main") || document.body).innerText;
  const code = text.match(/\bNone\b|\bNaN\b|\bundefined\b|\{[{%]|\d+E\+\d+/);
  if (code) faults.push(`code among the words: “${text.slice(Math.max(0, code.index - 30), code.index + 30)}”`);
  return [...new Set(faults)];
};
