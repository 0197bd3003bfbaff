/**
 * Owns the script of the inbox's pages: local times, copying, keys, and a fresh list when a message arrives. The pages say
 * everything without it. It writes texts only, never markup.
 */

/** Runs at the end of the page. Named in the policy of the page by its hash. */
export const inboxScript = `"use strict";
const main = document.querySelector("main");
const status = document.querySelector("[role=status]");
const loaded = new Date(performance.timeOrigin);
for (const time of document.querySelectorAll("time")) {
  const at = new Date(time.dateTime);
  const day = at.toDateString() === loaded.toDateString() ? {} : { day: "numeric", month: "short" };
  const year = at.getFullYear() === loaded.getFullYear() ? {} : { year: "numeric" };
  const whole = { dateStyle: "full", timeStyle: "long" };
  const short = { ...day, ...year, hour: "2-digit", minute: "2-digit", second: "2-digit" };
  time.title = at.toLocaleString([], whole);
  time.textContent = at.toLocaleString([], time.hasAttribute("data-whole") ? whole : short);
}

const copyButtons = [...document.querySelectorAll("button[data-copy]")];
for (const button of copyButtons) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that were not loaded from this machine have no clipboard of this kind.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  status.textContent = "Copied";
  button.classList.add("copied");
  setTimeout(() => { status.textContent = ""; button.classList.remove("copied"); }, 1500);
}

const rows = [...document.querySelectorAll("a.open")];
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.activeElement?.closest("input, select, textarea");
  if (field) {
    if (event.key === "Escape") field.blur();
    return;
  }
  const at = rows.findIndex((row) => row.closest("li").contains(document.activeElement));
  const go = (to) => { rows[Math.max(0, Math.min(rows.length - 1, to))]?.focus(); event.preventDefault(); };
  if (event.key === "j" || (event.key === "ArrowDown" && at >= 0)) go(at + 1);
  else if (event.key === "k" || (event.key === "ArrowUp" && at >= 0)) go(at < 0 ? 0 : at - 1);
  else if (event.key === "c") (at < 0 ? copyButtons[0] : rows[at].closest("li").querySelector("button[data-copy]"))?.click();
  else if (event.key === "/") { document.querySelector("input[type=search]")?.focus(); event.preventDefault(); }
  else if (event.key === "Escape") document.querySelector("a.back")?.click();
});

const { after, pool, to } = main.dataset;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const seen = () => document.hidden && new Promise((resolve) => addEventListener("visibilitychange", resolve, { once: true }));
async function watch() {
  for (let from = after; ;) {
    await seen();
    const query = new URLSearchParams({ after: from, waitMs: "20000", ...(pool ? { userPoolId: pool } : {}) });
    try {
      const answer = await fetch("/_poolhouse/messages?" + query);
      const { messages } = answer.ok ? await answer.json() : { messages: [] };
      from = messages.at(-1)?.id ?? from;
      if (messages.some((message) => message.to.toLowerCase().includes((to ?? "").toLowerCase()))) break;
      if (!answer.ok) await pause(3000);
    } catch {
      await pause(3000);
    }
  }
  const isBusy = document.activeElement?.closest("input, select") || String(getSelection()) !== "";
  if (isBusy) document.querySelector(".news").hidden = false;
  else location.reload();
}
if (after !== undefined) watch();
`;
