import assert from "node:assert/strict";
import { test } from "node:test";
import { processorMs } from "../../../test/processor-time.js";
import { checkHostedUiCss } from "./hosted-ui-css.js";

const template = [
  "background",
  "banner",
  "errorMessage",
  "idpButton",
  "idpDescription",
  "inputField",
  "label",
  "legalText",
  "logo",
  "passwordCheck-notValid",
  "passwordCheck-valid",
  "redirect",
  "socialButton",
  "submitButton",
  "textDescription",
].map((name) => `.${name}-customizable {\n\tcolor: #fff;\n}\n`);

for (const [what, css] of [
  ["every documented class", template.join("")],
  [
    "states and positions of a class",
    ".submitButton-customizable:hover,.label-customizable:nth-of-type(1):before{color:red}",
  ],
  ["a comment with anything in it", "/* .other { @import } */ .label-customizable{}"],
  ["strings with brackets and quotes", '.label-customizable:before{content:"}\'\\"{"}'],
  ["nothing", " \n"],
] as const) {
  test(`${what} may stand in a sheet`, () => checkHostedUiCss(css));
}

const unknown = (selector: string) => `The CSS class ${selector} is not in the list of allowed classes.`;
for (const [css, message] of [
  [".navbar {}", unknown(".navbar")],
  ["body{}", unknown("body")],
  [".label-customizable, .other{}", unknown(".other")],
  [".label-customizable .other{}", unknown(".label-customizable .other")],
  [".label-customizablex{}", unknown(".label-customizablex")],
  [".label-customizable,{}", unknown("")],
  ["@font-face {}", unknown("@font-face")],
  [`.${"x".repeat(300)}{}`, unknown(`.${"x".repeat(199)}`)],
  ["@import url(x);", "CSS cannot contain @import statements."],
  ["@MEDIA print {.label-customizable{}}", "CSS cannot contain @media statements."],
  ["@page{}", "CSS cannot contain @page statements."],
  ["@supports (a:b) {}", "CSS cannot contain @supports statements."],
  [".label-customizable { .label-customizable {} }", "CSS rules cannot be nested."],
  [".label-customizable {", "CSS is not well formed."],
  [".label-customizable {}}", "CSS is not well formed."],
  [".label-customizable", "CSS is not well formed."],
  [".label-customizable {} /* ", "CSS is not well formed."],
  [".label-customizable { content: 'x }", "CSS is not well formed."],
  [".label-customizable { a:'\n} body{} .label-customizable { a:'}", "CSS is not well formed."],
  [".label-customizable{} </style><script>", "CSS cannot contain JavaScript."],
  [".label-customizable{background:url(JavaScript:alert(1))}", "CSS cannot contain JavaScript."],
] as const) {
  test(`a sheet is refused: ${css.slice(0, 50)}`, () => {
    assert.throws(() => checkHostedUiCss(css), { name: "InvalidParameterException", message });
  });
}

test("T-38 the largest sheets are read in no time", () => {
  const size = 131_072;
  const cost = processorMs(() => {
    for (const piece of ["<", ",", ".", "@import", "/*", "'", "{", "\\", " ", "< ", "javascript"]) {
      try {
        checkHostedUiCss(piece.repeat(size / piece.length));
      } catch (error) {
        assert.equal((error as Error).name, "InvalidParameterException");
      }
    }
  });
  assert.ok(cost < 3_000, `${cost} ms`);
});
