/** One field of a message: its name, what it is, and whether it may come more than once. */
export type Field = { name: string; is: Kind; repeated?: true };
export type Kind = "string" | "bytes" | "varint" | "bool" | "fixed32" | "fixed64" | "double" | Message;
/** By field number, as the .proto file has them. */
export type Message = { readonly [number: number]: Field };
export type Decoded = Record<string, unknown>;

const wireTypes = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;
const text = new TextDecoder("utf-8", { fatal: true });

function wireOf(kind: Kind): number {
  if (kind === "varint" || kind === "bool") return wireTypes.varint;
  if (kind === "fixed64" || kind === "double") return wireTypes.fixed64;
  return kind === "fixed32" ? wireTypes.fixed32 : wireTypes.delimited;
}

/**
 * Reads protocol buffers by the published description alone, and believes nothing: a field that is not described,
 * of another wire type, sent twice or cut short is an error.
 */
export function decode(message: Message, from: Uint8Array): Decoded {
  const view = new DataView(from.buffer, from.byteOffset, from.byteLength);
  const decoded: Decoded = {};
  let at = 0;

  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error("a number is longer than ten bytes");
  }

  function delimited(): Uint8Array {
    const length = Number(varint());
    if (at + length > from.length) throw new Error("cut short");
    at += length;
    return from.subarray(at - length, at);
  }

  function read(kind: Kind): unknown {
    switch (kind) {
      case "varint":
        return Number(varint());
      case "bool":
        return varint() === 1n;
      case "fixed32":
        at += 4;
        return view.getUint32(at - 4, true);
      case "fixed64":
        at += 8;
        return view.getBigUint64(at - 8, true);
      case "double":
        at += 8;
        return view.getFloat64(at - 8, true);
      case "string":
        return text.decode(delimited());
      case "bytes":
        return Buffer.from(delimited()).toString("hex");
      default:
        return decode(kind, delimited());
    }
  }

  while (at < from.length) {
    const tag = Number(varint());
    const field = message[tag >> 3];
    if (!field) throw new Error(`field ${tag >> 3} is not described`);
    if ((tag & 7) !== wireOf(field.is)) throw new Error(`${field.name} has wire type ${tag & 7}`);
    const value = read(field.is);
    if (field.repeated) decoded[field.name] = [...((decoded[field.name] as unknown[]) ?? []), value];
    else if (Object.hasOwn(decoded, field.name)) throw new Error(`${field.name} came twice`);
    else decoded[field.name] = value;
  }
  return decoded;
}
