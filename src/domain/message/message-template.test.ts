import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { processorMs } from "../../../test/processor-time.js";
import { HtmlTemplateWriter } from "./html-template.js";
import { renderEmail, renderSms, type TemplateKind } from "./message-template.js";

const LINK = "https://auth.example.com/confirmUser/?client_id=1&user_name=b&confirmation_code=123456";

/** The HTML of a template whose `{username}` is the given text. */
function html(body: string, username: string): string {
  return renderEmail("invitation", { body }, { named: { username } }).html;
}

const DEFAULTS: [TemplateKind, string, string, string][] = [
  [
    "verification-code",
    "Your verification code",
    "Your verification code is 123456.",
    "Your verification code is 123456.",
  ],
  [
    "forgot-password",
    "Your verification code",
    "Your password reset code is 123456",
    "Your password reset code is 123456",
  ],
  [
    "invitation",
    "Your temporary password",
    "Your username is bob and temporary password is 123456.",
    "Your username is bob and temporary password is 123456.",
  ],
  ["invitation-without-password", "Your temporary password", "Your username is bob.", "Your username is bob."],
  [
    "authentication-code",
    "Your authentication code",
    "Your authentication code is 123456",
    "Your authentication code is 123456.",
  ],
];

for (const [kind, subject, email, sms] of DEFAULTS) {
  test(`default text of ${kind}`, () => {
    const values = { code: "123456", named: { username: "bob" } };
    assert.deepEqual(renderEmail(kind, {}, values), { subject, html: email, text: email });
    assert.equal(renderSms(kind, undefined, values), sms);
  });
}

test("default text of verification by link: the text tells where it leads", () => {
  assert.deepEqual(renderEmail("verification-link", {}, { link: LINK }), {
    subject: "Your verification link",
    html: `Please click the link below to verify your email address. <a href="${LINK.replaceAll("&", "&#38;")}">Verify Email</a>`,
    text: `Please click the link below to verify your email address. Verify Email (${LINK})`,
  });
});

test("the pool's own texts, blank ones fall back", () => {
  const { subject, html: body } = renderEmail(
    "invitation",
    { subject: "Hi {username}", body: "<b>{####}</b>" },
    {
      code: "a",
      named: { username: "bob" },
    },
  );
  assert.deepEqual([subject, body], ["Hi bob", "<b>a</b>"]);
  assert.equal(
    renderEmail("forgot-password", { subject: "", body: "" }, { code: "1" }).subject,
    "Your verification code",
  );
  assert.equal(renderSms("authentication-code", "Code {####}", { code: "1" }), "Code 1");
});

test("named placeholders are filled, unknown ones stay", () => {
  const body = "{ip-address} {city} {Username} {nothing} {####} {##Go##} {constructor} {}";
  assert.equal(
    renderSms("authentication-code", body, { named: { "ip-address": "1.2.3.4", city: "Bonn" } }),
    "1.2.3.4 Bonn {Username} {nothing} {####} {##Go##} {constructor} {}",
  );
});

test("T-40 a value that looks like a placeholder stays a value", () => {
  const values = { code: "{username}", named: { username: "{####}" } };
  assert.equal(
    renderSms("invitation", undefined, values),
    "Your username is {####} and temporary password is {username}.",
  );
});

test("T-40 subjects are one line", () => {
  const subject = "Hi {username}\r\nBcc: all@x\u2028";
  const rendered = renderEmail("invitation", { subject }, { code: "1", named: { username: "a\nb\0" } });
  assert.equal(rendered.subject, "Hi a b   Bcc: all@x");
});

test("T-40 a value that turns its own letters leaves the words around it alone", () => {
  const held = "\u2068\u202eevil\u2069";
  const values = { code: "1", named: { username: "\u202eevil" } };
  assert.equal(renderSms("invitation", "{username} {####}", values), `${held} 1`);
  const rendered = renderEmail("invitation", { subject: "{username}", body: "<p>{username}!</p>" }, values);
  assert.deepEqual(rendered, { subject: held, html: `<p>${held}!</p>`, text: `${held}!` });
});

const PLACES: [string, string, string, string][] = [
  ["text", "Hi {username}!", `<b>"&'`, "Hi &#60;b&#62;&#34;&#38;&#39;!"],
  ["text with entities", "Hi &lt; {username}", "&lt;", "Hi &lt; &#38;lt;"],
  ["quoted attribute", '<p title="{username}">', `" onload="x`, '<p title="&#34;&#32;onload&#61;&#34;x">'],
  ["attribute without quotes", "<p title={username}>", "a b>c", "<p title=a&#32;b&#62;c>"],
  ["address", '<a href="https://x/?u={username}&c=1">', "a&c=2#<", '<a href="https://x/?u=a%26c%3D2%23%3C&c=1">'],
  ["whole address", '<a href="{username}">', "javascript:alert(1)", '<a href="javascript%3Aalert%281%29">'],
  ["address without quotes", "<img src={username}>", "x onerror=y", "<img src=x%20onerror%3Dy>"],
  ["style attribute", '<p style="color:{username}">', "red;background:url(x)", '<p style="color:redbackgroundurlx">'],
  ["event attribute", `<p onclick='f("{username}")'>`, `");g("`, `<p onclick='f("g")'>`],
  ["script", "<script>f('{username}')</script>", "');</script><b>", "<script>f('scriptb')</script>"],
  ["style", "<STYLE>a{b:{username}}</Style>{username}", "<", "<STYLE>a{b:}</Style>&#60;"],
  ["comment", "<!-- {username} -->{username}", "--><b>", "<!-- b -->--&#62;&#60;b&#62;"],
  ["tag name", "<{username}>", "script", "<&#115;&#99;&#114;&#105;&#112;&#116;>"],
  ["attribute name", "<p {username}>", "onload=x", "<p onloadx>"],
  ["end tag", "</{username}>", "p><b", "</pb>"],
  ["declaration", "<!doctype {username}>", "x><b>", "<!doctype xb>"],
  ["after a comparison", "1 < 2 {username}", "<i>", "1 < 2 &#60;i&#62;"],
  ["a lone surrogate in an address", '<a href="{username}">', "\ud800", '<a href="%EF%BF%BD">'],
];

for (const [what, template, username, expected] of PLACES) {
  test(`T-40 a hostile value in ${what}`, () => assert.equal(html(template, username), expected));
}

test("T-40 whatever the value, no bracket and no quote is added to the template", () => {
  const hostile = fc.string({
    unit: fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "&",
      "=",
      " ",
      "\n",
      "/",
      "-",
      "!",
      "`",
      "a",
      ";",
      "{username}",
      "\u202e",
    ),
    maxLength: 12,
  });
  const pieces = fc.constantFrom(
    "{username}",
    "<p ",
    "title=",
    '"',
    "'",
    ">",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "</p>",
    "<",
    "x",
    " ",
    'href="',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), hostile, (parts, username) => {
      const template = parts.join("") || "x";
      const structure = (text: string): string => text.replace(/[^<>"']/g, "");
      assert.equal(structure(html(template, username)), structure(template));
    }),
    { numRuns: 1000 },
  );
});

test("T-40 passwords arrive as they are, in the text and read back from the HTML", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 6, maxLength: 20 }).filter((code) => code.trim() === code),
      (code) => {
        const body = "<p>Password: <b>{####}</b></p>";
        const rendered = renderEmail("invitation", { body }, { code });
        assert.equal(rendered.text, `Password: ${code}`);
        const inner = rendered.html.slice("<p>Password: <b>".length, -"</b></p>".length);
        assert.equal(
          inner.replace(/&#(\d+);/g, (_, digits) => String.fromCharCode(Number(digits))),
          code,
        );
        assert.equal(renderSms("invitation", "{####}", { code }), code);
      },
    ),
    { numRuns: 300 },
  );
});

const TEXTS: [string, string, string][] = [
  ["plain text keeps its lines", "One\n\n  two &amp; {username}", "One\n\n  two & bob"],
  ["blanks run together in markup", "<p>One\n  two</p>", "One two"],
  ["paragraphs and breaks", "<h1>A</h1><p>b<br>c</p><div>d</div>e", "A\n\nb\nc\n\nd\ne"],
  ["lists and tables", "<ul><li>a</li><li>b</li></ul><table><tr><td>c</td><td>d</td></tr></table>", "- a\n- b\nc d"],
  ["links", '<a href="https://x/?a=1&amp;b={username}">Go</a>.', "Go (https://x/?a=1&b=bob)."],
  ["a link that shows where it leads", '<a href="https://x">https://x</a>', "https://x"],
  ["what is not to be read", "<style>p{}</style><!-- no --><script>1</script><title>t</title>a", "a"],
  ["entities", "<p>&euro;5 &#8211; &#x41; &unknown; &amp;lt;</p>", "€5 – A &unknown; &lt;"],
  ["an unclosed bracket", "<b>a</b> <", "a <"],
];

for (const [what, body, text] of TEXTS) {
  test(`text of an HTML mail: ${what}`, () => {
    assert.equal(renderEmail("invitation", { body }, { named: { username: "bob" } }).text, text);
  });
}

test("a link in an address attribute is the address", () => {
  const writer = new HtmlTemplateWriter();
  writer.markup('<a class=b href="');
  writer.link("https://x/?a=1&b=2", "Go");
  writer.markup('">Here</a>');
  assert.deepEqual(writer.finish(), {
    html: '<a class=b href="https://x/?a&#61;1&#38;b&#61;2">Here</a>',
    text: "Here (https://x/?a=1&b=2)",
  });
});

test("T-38 a long template is read once", () => {
  const cost = processorMs(() => {
    for (const part of ["{##", "<", "<a ", '"', "&#1", "{####}", "<!--", " ", "{a"]) {
      renderEmail("invitation", { body: part.repeat(20_000 / part.length) }, { code: "1", link: LINK });
    }
  });
  assert.ok(cost < 2000, `${cost} ms`);
});
