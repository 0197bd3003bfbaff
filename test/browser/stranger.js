// What the pages of strangers try. Runs in the browser: the tests put this text into a page and call one function.

/** Sends each request by fetch, and tells what a script could read; null where the browser showed nothing. */
async function fetchAll(tries) {
  const seen = [];
  for (const { url, init } of tries) {
    try {
      const response = await fetch(url, init);
      const headers = Object.fromEntries(response.headers);
      seen.push({ status: response.status, type: response.type, headers, text: await response.text() });
    } catch {
      seen.push(null);
    }
  }
  return seen;
}

/** The same by XMLHttpRequest. */
async function requestAll(tries) {
  const seen = [];
  for (const { url, init } of tries) {
    const request = new XMLHttpRequest();
    request.open(init.method ?? "GET", url);
    for (const [name, value] of Object.entries(init.headers ?? {})) request.setRequestHeader(name, value);
    const ended = new Promise((resolve) => {
      request.onloadend = resolve;
    });
    request.send(init.body ?? null);
    await ended;
    seen.push({ status: request.status, text: request.responseText, headers: request.getAllResponseHeaders() });
  }
  return seen;
}

/** The same by fetch inside a frame that has no origin. */
function fetchAllFromNowhere({ kind, tries }) {
  const script = `${fetchAll}; fetchAll(${JSON.stringify(tries)}).then((seen) => parent.postMessage({ origin, seen }, "*"))`;
  const html = `<!doctype html><script>${script.replaceAll("</", "<\\/")}</script>`;
  return new Promise((resolve) => {
    addEventListener("message", ({ data }) => resolve(data));
    const frame = document.createElement("iframe");
    if (kind === "sandbox") {
      frame.setAttribute("sandbox", "allow-scripts");
      frame.srcdoc = html;
    } else {
      frame.src = `data:text/html,${encodeURIComponent(html)}`;
    }
    document.body.append(frame);
  });
}

/** Submits each form into a frame of its own, those of one address at once. */
async function submitAll({ actions, enctypes, bodies }) {
  for (const action of actions) {
    const forms = enctypes.flatMap((enctype) => bodies.map((fields) => ({ action, enctype, fields })));
    await Promise.all(forms.map(submit));
  }
}

async function submit({ action, enctype, fields }) {
  const frame = document.createElement("iframe");
  frame.name = `frame${Math.random()}`;
  document.body.append(frame);
  const form = document.createElement("form");
  Object.assign(form, { method: "post", enctype, action, target: frame.name });
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  const loaded = new Promise((resolve) => {
    frame.onload = resolve;
  });
  form.submit();
  await loaded;
  frame.remove();
  form.remove();
}

/** Includes an address in every way that HTML has, and tells what became of each. */
async function includeAll(address) {
  const outcomes = [];
  for (const tag of ["script", "img", "link", "video", "iframe"]) {
    const element = document.createElement(tag);
    if (tag === "link") element.setAttribute("rel", "stylesheet");
    const ended = new Promise((resolve) => {
      element.onload = () => resolve("load");
      element.onerror = () => resolve("error");
    });
    element.setAttribute(tag === "link" ? "href" : "src", `${address}?${tag}`);
    document.body.append(element);
    outcomes.push(`${tag} ${await ended}`);
    if (element instanceof HTMLIFrameElement) {
      outcomes.push(`document ${element.contentDocument === null ? "hidden" : "shown"}`);
    }
  }
  return outcomes;
}

/** Puts a link on the page for somebody to click. */
function offerLink(href) {
  const link = document.createElement("a");
  Object.assign(link, { href, textContent: "look", id: "look" });
  document.body.append(link);
}

globalThis.stranger = { fetchAll, requestAll, fetchAllFromNowhere, submitAll, includeAll, offerLink };
