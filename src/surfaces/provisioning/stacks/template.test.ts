/** Templates: the two languages say the same, mistakes are named in CloudFormation's words, nothing can grow without bound. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language of templates has the same placeholders.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inOrder } from "./dependency-graph.js";
import { evaluation, type Surroundings } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { resolveParameters } from "./parameters.js";
import type { MadeResource } from "./stack.js";
import { readTemplate } from "./template.js";
import { checkTemplate } from "./template-check.js";
import { readTemplateText } from "./template-text.js";
import type { TemplateValue } from "./template-value.js";

const place: Surroundings = {
  stackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/s/1",
  stackName: "s",
  accountId: "123456789012",
  region: "us-east-1",
  notificationArns: [],
  tags: [],
  exports: new Map([["shared", "exported"]]),
};
const pool: MadeResource = {
  type: "T",
  identifier: "id",
  physicalId: "us-east-1_abc",
  attributes: { Arn: "arn:pool" },
  properties: {},
};
const judge = (type: string): true | false => type.startsWith("T");

/** A template with these lines under the properties of one resource beside a pool. */
function withValue(line: string): string {
  return `
Parameters:
  Name: { Type: String, Default: ada }
  List: { Type: CommaDelimitedList, Default: "a, b,c" }
Mappings:
  Map: { one: { two: found } }
Conditions:
  Yes: !Equals [!Ref Name, ada]
  No: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Not [!Condition No]]
  Either: !Or [!Condition No, !Condition Yes]
Resources:
  Pool: { Type: T }
  Other:
    Type: T
    Properties:
      Value: ${line}`;
}

async function propertyOf(text: string): Promise<TemplateValue | undefined> {
  const template = readTemplate(readTemplateText(text));
  checkTemplate(template, judge);
  const parameters = await resolveParameters(template.parameters, [], new Map(), async () => undefined);
  return evaluation(template, parameters, place).properties("Other", new Map([["Pool", pool]]))["Value"];
}

async function refusal(text: string): Promise<string> {
  try {
    await propertyOf(text);
  } catch (error) {
    assert.ok(error instanceof ValidationError, String(error));
    return error.message;
  }
  assert.fail("nothing was refused");
}

describe("functions", () => {
  const cases: [string, TemplateValue | undefined][] = [
    ["!Ref Name", "ada"],
    ["!Ref List", ["a", "b", "c"]],
    ["!Ref Pool", "us-east-1_abc"],
    ["!Ref AWS::Region", "us-east-1"],
    ["!Ref AWS::AccountId", "123456789012"],
    ["!Ref AWS::Partition", "aws"],
    ["!Ref AWS::StackName", "s"],
    ["!Ref AWS::NoValue", undefined],
    ["!GetAtt Pool.Arn", "arn:pool"],
    ["!GetAtt [Pool, Arn]", "arn:pool"],
    ['{ "Fn::GetAtt": [Pool, Arn] }', "arn:pool"],
    ["!Sub '${Name}@${Pool}/${Pool.Arn}/${!Literal}'", "ada@us-east-1_abc/arn:pool/${Literal}"],
    ["!Sub ['${a}-${Name}', { a: !Ref Pool }]", "us-east-1_abc-ada"],
    ["!Join [':', [a, !Ref Name, 3, true]]", "a:ada:3:true"],
    ["!Join [',', !Ref List]", "a,b,c"],
    ["!Select [1, !Split ['-', 'x-y-z']]", "y"],
    ["!Select ['0', !GetAZs '']", "us-east-1a"],
    ["!If [Yes, one, two]", "one"],
    ["!If [No, one, !Ref AWS::NoValue]", undefined],
    ["!If [Both, 1, 2]", 1],
    ["!If [Either, 1, 2]", 1],
    ["[a, !If [No, x, !Ref AWS::NoValue], b]", ["a", "b"]],
    ["!FindInMap [Map, one, two]", "found"],
    ["!FindInMap [Map, one, three, { DefaultValue: other }]", "other"],
    ["!Base64 hello", "aGVsbG8="],
    ["!ImportValue shared", "exported"],
    ["!Cidr ['10.0.0.0/16', 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]],
    ["!Cidr ['2001:db8::/56', 2, 64]", ["2001:db8::/64", "2001:db8:0:1::/64"]],
    // Scalars that YAML would turn into another number stay as they were written.
    ["012345678901", "012345678901"],
    ["1.10", "1.10"],
    ["2012-10-17", "2012-10-17"],
    ["8", 8],
  ];
  for (const [line, expected] of cases) {
    test(line, async () => {
      const found = await propertyOf(withValue(line));
      assert.deepEqual(found === undefined ? undefined : JSON.parse(JSON.stringify(found)), expected);
    });
  }
});

describe("mistakes are named", () => {
  const cases: [string, RegExp][] = [
    [
      "!Ref Nowhere",
      /^Template format error: Unresolved resource dependencies \[Nowhere\] in the Resources block of the template$/,
    ],
    ["!GetAtt Nowhere.Arn", /^Template error: instance of Fn::GetAtt references undefined resource Nowhere$/],
    ["!Sub '${Nowhere}'", /Unresolved resource dependencies \[Nowhere\]/],
    ["!GetAtt Pool.Nothing", /^Template error: resource Pool does not support attribute type Nothing in Fn::GetAtt$/],
    ["!Select [9, [a]]", /^Template error: Fn::Select {2}cannot select nonexistent value at index 9$/],
    ["!FindInMap [Map, one, none]", /^Template error: Unable to get mapping for Map::one::none$/],
    ["!ImportValue none", /^No export named none found\.$/],
    ["!Join [a]", /^Template error: every Fn::Join object requires two parameters/],
    ["!If [Nothing, 1, 2]", /Unresolved condition dependency Nothing/],
    ["!Frobnicate x", /Unknown tag !Frobnicate/],
    ["{ Fn::Transform: { Name: AWS::Include } }", /Fn::Transform is not supported/],
    ["{ a: 1, a: 2 }", /YAML not well-formed/],
    ["[&x a, *x]", /YAML aliases are not allowed/],
    ["[", /^Template format error: YAML not well-formed\. \(line \d+, column \d+\)$/],
    // Each level doubles the text of the one before: 2^25 characters, were it not refused (T-49).
    [
      Array.from({ length: 25 }).reduce<string>((inner) => `!Sub ['\${v}\${v}', { v: ${inner} }]`, "x"),
      /may not exceed 1048576 characters/,
    ],
    [`${"[".repeat(70)}${"]".repeat(70)}`, /nested too deeply|not well-formed/],
  ];
  for (const [line, expected] of cases) {
    test(line.slice(0, 60), async () => assert.match(await refusal(withValue(line)), expected));
  }

  const whole: [string, RegExp][] = [
    ["just text", /^Template format error: unsupported structure\.$/],
    ['{"Resources": {"A": {"Type": "T"},}}', /^Template format error: JSON not well-formed\. \(line 1, column \d+\)$/],
    ['{"Resources": {"A": {"Type": "T"}, "A": {"Type": "T"}}}', /JSON not well-formed\. \(line 1, column 36\)/],
    ["Resources: {}", /^Template format error: At least one Resources member must be defined\.$/],
    ["Resources: { A: {} }", /\[\/Resources\/A\] Every Resources object must contain a Type member\.$/],
    ["Resources: { A: { Type: T, Propertys: {} } }", /^Encountered unsupported property Propertys$/],
    ["Resources: { A-b: { Type: T } }", /Resource name A-b is non alphanumeric/],
    [
      "Resources: { A: { Type: 'AWS::EC2::VPC' } }",
      /^Template format error: Unrecognized resource types: \[AWS::EC2::VPC\]$/,
    ],
    ["Other: 1\nResources: { A: { Type: T } }", /^Invalid template property or properties \[Other\]$/],
    [
      "Transform: AWS::Serverless-2016-10-31\nResources: { A: { Type: T } }",
      /Transform \[AWS::Serverless-2016-10-31\] is not supported/,
    ],
    ["Resources: { Other: { Type: T, DependsOn: B } }", /Unresolved resource dependencies \[B\]/],
    [
      "Conditions: { A: !Condition B, B: !Condition A }\nResources: { Other: { Type: T } }",
      /Circular dependencies for condition/,
    ],
    [
      "Conditions: { A: !Equals [!Ref Other, x] }\nResources: { Other: { Type: T } }",
      /Cannot reference resources in the Conditions block/,
    ],
    ["Parameters: { P: { Type: Strange } }\nResources: { Other: { Type: T } }", /Unrecognized parameter type: Strange/],
    ["Parameters: { P: { Type: String } }\nResources: { Other: { Type: T } }", /^Parameters: \[P\] must have values$/],
    [
      "Outputs: { O: { Value: !Ref X } }\nResources: { Other: { Type: T } }",
      /\[X\] in the Outputs block of the template$/,
    ],
  ];
  for (const [text, expected] of whole) {
    test(text.slice(0, 70), async () => assert.match(await refusal(text), expected));
  }
});

describe("parameters", () => {
  const declared = (line: string) =>
    readTemplate(readTemplateText(`Parameters: { P: ${line} }\nResources: { A: { Type: T } }`)).parameters;
  const given = (value: string) => [{ key: "P", value, usePrevious: false }];
  const nothing = async (): Promise<undefined> => undefined;

  const cases: [string, string, RegExp | undefined][] = [
    ["{ Type: String, AllowedValues: [a, b] }", "c", /Parameter 'P' must be one of AllowedValues$/],
    ["{ Type: String, AllowedValues: [a, b] }", "b", undefined],
    ["{ Type: String, AllowedPattern: '[a-z]+' }", "A", /Parameter 'P' must match pattern \[a-z\]\+$/],
    [
      "{ Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: small }",
      "A",
      /failed to satisfy constraint: small$/,
    ],
    ["{ Type: String, AllowedPattern: '(a+)+b' }", "aaaa", /repeats a repetition/],
    ["{ Type: String, MinLength: 3 }", "ab", /must contain at least 3 characters$/],
    ["{ Type: String, MaxLength: 1 }", "ab", /must contain at most 1 characters$/],
    ["{ Type: Number, MinValue: 3 }", "2", /must be a number not less than 3$/],
    ["{ Type: Number, MaxValue: 3 }", "4", /must be a number not greater than 3$/],
    ["{ Type: Number }", "x", /must be a number\.$/],
    ["{ Type: 'AWS::SSM::Parameter::Value<String>' }", "/a", /Unable to fetch parameters \[\/a\]/],
  ];
  for (const [line, value, expected] of cases) {
    test(`${line} ${value}`, async () => {
      const resolving = resolveParameters(declared(line), given(value), new Map(), nothing);
      if (expected === undefined) await resolving;
      else await assert.rejects(resolving, expected);
    });
  }

  test("of the parameter store hold what it holds", async () => {
    const type = declared("{ Type: 'AWS::SSM::Parameter::Value<String>' }");
    const values = await resolveParameters(type, given("/a"), new Map(), async (name) => ({
      type: "String",
      value: `${name}!`,
    }));
    assert.deepEqual(values.get("P"), { key: "P", given: "/a", resolved: "/a!", noEcho: false });
  });

  test("keep their value where that is asked for, and unknown ones are refused", async () => {
    const before = new Map([["P", { key: "P", given: "old", noEcho: false }]]);
    const keep = [{ key: "P", usePrevious: true }];
    const values = await resolveParameters(declared("{ Type: String }"), keep, before, nothing);
    assert.equal(values.get("P")?.given, "old");
    await assert.rejects(resolveParameters(declared("{ Type: String }"), keep, new Map(), nothing), /usePreviousValue/);
    const strange = [{ key: "Q", value: "x", usePrevious: false }];
    await assert.rejects(
      resolveParameters(declared("{ Type: String }"), strange, new Map(), nothing),
      /^ValidationError: Parameters: \[Q\] do not exist in the template$/,
    );
  });
});

test("resources come after what they need, and a cycle is named without what stands behind it", () => {
  const of = (edges: Record<string, string[]>) =>
    new Map(Object.entries(edges).map(([one, all]) => [one, new Set(all)]));
  assert.deepEqual(inOrder(of({ c: ["b"], b: ["a"], a: [], d: [] })), ["a", "d", "b", "c"]);
  assert.throws(
    () => inOrder(of({ a: ["b"], b: ["a"], c: ["a"], d: [] })),
    /^ValidationError: Circular dependency between resources: \[a, b\]$/,
  );
});

test("names of the language itself are names like any other (T-36)", async () => {
  const text = '{"Resources": {"Other": {"Type": "T", "Properties": {"Value": {"__proto__": {"a": 1}}}}}}';
  const value = await propertyOf(text);
  assert.deepEqual(Object.keys(value as object), ["__proto__"]);
  assert.equal(({} as { a?: number }).a, undefined);
});
