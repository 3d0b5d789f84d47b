"use strict";
// The desk follows every save: the new page is fetched, and only panels that differ are replaced. The reader's place
// in the page and in each panel stays, and so does the keyboard's.
const shown = new Map();
const read = (page) => page.querySelectorAll("[data-panel]");
const stops = (panel) => [...panel.querySelectorAll("a[href], summary, button, iframe")];
read(document).forEach((panel) => shown.set(panel.dataset.panel, panel.innerHTML));

function replace(panel, html) {
  const open = [...panel.querySelectorAll("details")].map((part) => part.open);
  const [place, focus] = [panel.scrollTop, stops(panel).indexOf(document.activeElement)];
  panel.innerHTML = html;
  panel.querySelectorAll("details").forEach((part, at) => { part.open = open[at] ?? part.open; });
  panel.scrollTop = place;
  if (focus >= 0) (stops(panel)[focus] ?? panel).focus({ preventScroll: true });
}

async function follow(number) {
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
  const fresh = new Map([...read(page)].map((panel) => [panel.dataset.panel, panel.innerHTML]));
  if (fresh.size !== shown.size) return location.reload();
  const [left, top] = [scrollX, scrollY];
  read(document).forEach((panel) => {
    const html = fresh.get(panel.dataset.panel);
    if (html !== shown.get(panel.dataset.panel)) replace(panel, html);
    shown.set(panel.dataset.panel, html);
  });
  scrollTo(left, top);
  document.documentElement.dataset.number = number;
}

let last = document.documentElement.dataset.number;
let busy = false;
async function turn(number) {
  last = number;
  if (busy) return;
  busy = true;
  while (document.documentElement.dataset.number !== last) {
    const asked = last;
    try { await follow(asked); } catch { break; } // the preview ended; the next event begins anew
  }
  busy = false;
}
new EventSource("/~preview/desk-events").onmessage = (event) => turn(event.data);
