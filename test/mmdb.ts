/** Writes small databases of addresses in the MaxMind DB format, for tests: IPv4 networks and what is known of them. */

type Value = string | number | boolean | { readonly [name: string]: Value } | readonly string[];

const types = { text: 2, double: 3, uint16: 5, uint32: 6, map: 7, array: 11 } as const;

/** Marks a whole number, whose width the format wants to know. */
class Whole {
  constructor(
    readonly value: number,
    readonly type: typeof types.uint16 | typeof types.uint32,
  ) {}
}

function control(type: number, size: number): Buffer {
  if (size >= 285) throw new Error("too long for this writer");
  const [low, more] = size < 29 ? [size, []] : [29, [size - 29]];
  return Buffer.from(type <= 7 ? [(type << 5) | low, ...more] : [low, type - 7, ...more]);
}

function encode(value: Value | Whole | { readonly [name: string]: Value | Whole }): Buffer {
  if (value instanceof Whole) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value.value);
    const short = value.type === types.uint16 ? bytes.subarray(2) : bytes;
    return Buffer.concat([control(value.type, short.length), short]);
  }
  if (typeof value === "string")
    return Buffer.concat([control(types.text, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([control(types.double, 8), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(types.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(types.map, entries.length),
    ...entries.flatMap(([name, one]) => [encode(name), encode(one)]),
  ]);
}

/** A place as such databases tell it. */
export interface Place {
  readonly city?: string;
  readonly country?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

function entryOf({ city, country, latitude, longitude }: Place): Value {
  const named = (name: string): Value => ({ names: { en: name } });
  return {
    ...(city === undefined ? {} : { city: named(city) }),
    ...(country === undefined ? {} : { country: named(country) }),
    ...(latitude === undefined || longitude === undefined ? {} : { location: { latitude, longitude } }),
  };
}

/** A branch, or an offset into the data. */
type Node = [Node | number | undefined, Node | number | undefined];

/** The file for networks like `192.0.2.0/24`. */
export function mmdb(networks: Readonly<Record<string, Place>>): Buffer {
  const root: Node = [undefined, undefined];
  const data: Buffer[] = [];
  let length = 0;
  for (const [network, place] of Object.entries(networks)) {
    const [address = "", prefix = ""] = network.split("/");
    const bits = address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("")
      .slice(0, Number(prefix));
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      const next = node[Number(bit) as 0 | 1] ?? [undefined, undefined];
      if (typeof next === "number") throw new Error(`${network} lies within another network`);
      node[Number(bit) as 0 | 1] = next;
      node = next;
    }
    node[Number(bits.at(-1)) as 0 | 1] = length;
    const entry = encode(entryOf(place));
    data.push(entry);
    length += entry.length;
  }

  const nodes: Node[] = [];
  const number = (node: Node): void => {
    nodes.push(node);
    for (const branch of node) if (Array.isArray(branch)) number(branch);
  };
  number(root);
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, node] of nodes.entries()) {
    for (const [side, branch] of node.entries()) {
      const record = Array.isArray(branch)
        ? nodes.indexOf(branch)
        : nodes.length + (branch === undefined ? 0 : 16 + branch);
      tree.writeUIntBE(record, index * 6 + side * 3, 3);
    }
  }
  const metadata = encode({
    binary_format_major_version: new Whole(2, types.uint16),
    binary_format_minor_version: new Whole(0, types.uint16),
    build_epoch: new Whole(1_700_000_000, types.uint32),
    database_type: "Test-City",
    description: { en: "made by a test" },
    ip_version: new Whole(4, types.uint16),
    languages: ["en"],
    node_count: new Whole(nodes.length, types.uint32),
    record_size: new Whole(24, types.uint16),
  });
  const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from("MaxMind.com")]);
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]);
}
