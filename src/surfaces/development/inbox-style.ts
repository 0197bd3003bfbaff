/** Owns how the inbox's pages look: light and dark, from a telephone to a wide screen. */

/** The one style sheet. Named in the policy of the page by its hash. */
export const inboxStyle = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f8; --card: #fff; --ink: #18212d; --soft: #566273; --line: #e2e7ed; --tint: #eef2f6;
  --accent: #0b6e83; --accent-soft: #e1f2f5; --good: #18733f; --wait: #8a5a00; --bad: #b42318; --shade: 0 1px 2px rgb(20 30 45 / 7%), 0 4px 16px rgb(20 30 45 / 5%);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e141b; --card: #161f29; --ink: #e7ecf2; --soft: #9ba8b7; --line: #263240; --tint: #1d2834;
    --accent: #5cc8db; --accent-soft: #12333b; --good: #5fd28e; --wait: #f0b95a; --bad: #ff8f85; --shade: 0 1px 2px rgb(0 0 0 / 40%);
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--ink); }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: .4rem; }
bdi, .text { overflow-wrap: anywhere; }
.page { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem 3rem; }
.top { display: flex; align-items: center; gap: .75rem 1rem; flex-wrap: wrap; padding: 1.25rem 0 1rem; }
.brand { margin: 0 auto 0 0; font-size: 1.15rem; font-weight: 650; letter-spacing: -.01em; }
.home { display: flex; align-items: center; gap: .6rem; color: inherit; text-decoration: none; }
.home svg { width: 1.9rem; height: 1.9rem; }
.badge { padding: .1rem .55rem; border-radius: 1rem; background: var(--tint); color: var(--soft); font-size: .78rem; font-weight: 550; white-space: nowrap; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; box-shadow: var(--shade); }
form { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0; }
input, select, button, .button {
  font: inherit; color: inherit; padding: .38rem .7rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); min-height: 2.3rem;
}
input { width: 15rem; } select { max-width: 15rem; }
button, .button { cursor: pointer; font-weight: 500; text-decoration: none; display: inline-flex; align-items: center; gap: .4rem; }
button svg, .button svg { width: 1rem; height: 1rem; flex: none; }
button:hover, .button:hover { border-color: var(--accent); }
.messages { list-style: none; margin: 0; padding: 0; overflow: hidden; }
.messages li { position: relative; display: grid; grid-template-columns: 2.4rem minmax(0, 1fr) auto 8.5rem; gap: 0 .9rem; align-items: center; padding: .8rem 1.1rem; }
.messages li + li { border-top: 1px solid var(--line); }
.messages li:hover, .messages li:focus-within { background: var(--tint); }
.medium { display: grid; place-items: center; width: 2.4rem; height: 2.4rem; border-radius: 50%; background: var(--accent-soft); color: var(--accent); }
.medium svg { width: 1.2rem; height: 1.2rem; }
.who, .what, .where { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.who { font-weight: 600; } .what { color: var(--soft); } .what b { font-weight: 550; color: var(--ink); }
.open { color: inherit; text-decoration: none; }
.open::after { content: ""; position: absolute; inset: 0; }
.open:focus-visible { outline: none; }
.open:focus-visible::after { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: .5rem; }
.facts { display: flex; flex-wrap: wrap; gap: .15rem .5rem; align-items: center; margin-top: .25rem; font-size: .82rem; color: var(--soft); }
.side { text-align: right; font-size: .85rem; color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums; }
.state { display: inline-flex; align-items: center; gap: .35rem; }
.state::before { content: ""; width: .5rem; height: .5rem; border-radius: 50%; background: currentcolor; }
.kept { color: var(--soft); } .sent { color: var(--good); } .pending { color: var(--wait); } .dead { color: var(--bad); }
.secret { position: relative; z-index: 1; display: inline-flex; align-items: stretch; max-width: 15rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); overflow: hidden; }
.secret code { padding: .3rem .6rem; font: 600 .95rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; letter-spacing: .04em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; unicode-bidi: isolate; }
.secret button, .secret .button { border: 0; border-left: 1px solid var(--line); border-radius: 0; min-height: 0; padding: 0 .6rem; color: var(--accent); background: none; }
.copied svg { color: var(--good); }
.none { padding: 4rem 1.5rem; text-align: center; color: var(--soft); }
.none svg { width: 3.4rem; height: 3.4rem; color: var(--accent); } .none h1, .none h2 { margin: .6rem 0 .3rem; color: var(--ink); font-size: 1.15rem; } .none p { margin: 0 auto; max-width: 34rem; }
.none code, .hint kbd { padding: .1rem .35rem; border-radius: .3rem; background: var(--tint); font: .85em ui-monospace, Menlo, Consolas, monospace; color: var(--ink); }
.hint kbd { border: 1px solid var(--line); background: var(--card); }
.more { display: flex; justify-content: space-between; align-items: center; gap: 1rem; flex-wrap: wrap; margin-top: 1rem; }
.hint { color: var(--soft); font-size: .82rem; margin: 0; }
.news { display: flex; justify-content: center; margin: 0 0 .8rem; }
[role=status] { position: fixed; bottom: 1.25rem; left: 50%; transform: translateX(-50%); margin: 0; padding: .4rem 1rem; border-radius: 2rem; background: var(--ink); color: var(--ground); font-weight: 550; }
[role=status]:empty { visibility: hidden; }
.title h1 { margin: 0; font-size: 1.45rem; line-height: 1.3; letter-spacing: -.015em; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: .95rem; }
.title { padding: 1.3rem 1.4rem; }
.title .facts { margin-top: .5rem; gap: .2rem 1rem; font-size: .88rem; }
.parties { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1rem; margin: 1rem 0 0; } .parties dt { color: var(--soft); } .parties dd { margin: 0; }
.secrets { display: flex; flex-wrap: wrap; gap: .7rem 1.4rem; padding: 1rem 1.4rem; border-top: 1px solid var(--line); background: var(--accent-soft); border-radius: 0 0 .8rem .8rem; }
.secrets > div { max-width: 100%; min-width: 0; } .secrets .name { font-size: .8rem; color: var(--soft); }
.secrets .secret { max-width: 100%; } .secrets .secret code { font-size: 1.25rem; padding: .35rem .8rem; white-space: normal; overflow-wrap: anywhere; } .secrets .long code { white-space: nowrap; font-size: .9rem; font-weight: 500; letter-spacing: 0; align-self: center; }

section { margin-top: 1.1rem; overflow: hidden; }
section > header { display: flex; align-items: baseline; gap: .2rem .8rem; flex-wrap: wrap; padding: .75rem 1.4rem; border-bottom: 1px solid var(--line); } section > header .hint { margin-left: auto; }
iframe { display: block; width: 100%; height: 16rem; min-height: 6rem; border: 0; background: #fff; color-scheme: light; resize: vertical; overflow: auto; }
.text { margin: 0; padding: 1.1rem 1.4rem; white-space: pre-wrap; font: .92rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; unicode-bidi: plaintext; }
.bubble { margin: 1.4rem; padding: .75rem 1.05rem; max-width: 26rem; border-radius: 1.2rem 1.2rem 1.2rem .3rem; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; font-size: 1.02rem; }
.headers { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1.2rem; margin: 0; padding: 1.1rem 1.4rem; font: .86rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.headers dt { color: var(--soft); } .headers dd { margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }
.sign { display: inline-block; font-style: normal; unicode-bidi: isolate; direction: ltr; }
.sign::before { content: attr(data-code); padding: 0 .3em; border-radius: .3em; background: var(--tint); color: var(--wait); font: .75em ui-monospace, Menlo, Consolas, monospace; }
.notice { margin: 1.1rem 0 0; padding: .75rem 1.4rem; color: var(--soft); }
@media (max-width: 44rem) {
  .page { padding: 0 .75rem 2rem; } form { width: 100%; } input, select { flex: 1 1 9rem; width: auto; min-width: 0; max-width: none; }
  .messages li { grid-template-columns: minmax(0, 1fr) auto; padding: .8rem .9rem; gap: .3rem .7rem; }
  .messages .medium { display: none; } .messages .body { grid-column: 1; grid-row: 1; } .messages .side { grid-column: 2; grid-row: 1; align-self: start; }
  .messages .secret { grid-column: 1 / -1; justify-self: start; max-width: 100%; } .keys { display: none; }
  .title, section > header, .text, .headers, .secrets { padding-left: 1rem; padding-right: 1rem; }
  .headers { grid-template-columns: minmax(0, 1fr); } .headers dd { margin-bottom: .5rem; } section > header .hint { margin-left: 0; width: 100%; }
}
@media (prefers-reduced-motion: no-preference) { .messages li, button, .button { transition: background .12s, border-color .12s; } }
`;
