import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { type Drawing, type Point, readSvg, type Shape } from "./svg-shapes.ts";

/** Home screens that take no SVG get a picture of it: drawn from ours when the page is built, so that it is one icon. */
const pictures = [
  { from: "icon.svg", to: "icon-192.png", size: 192 },
  { from: "icon.svg", to: "icon-512.png", size: 512 },
  { from: "icon-maskable.svg", to: "icon-maskable-512.png", size: 512 },
  { from: "icon-maskable.svg", to: "apple-touch-icon.png", size: 180 },
];

export function drawIcons(folder: string): void {
  for (const { from, to, size } of pictures) {
    if (!existsSync(join(folder, from))) continue;
    const drawing = readSvg(readFileSync(join(folder, from), "utf8"));
    writeFileSync(join(folder, to), png(paint(drawing, size), size));
  }
}

/** Red, green, blue and how much of it, row by row. Edges are softened over one pixel. */
export function paint({ left, top, size: width, shapes }: Drawing, size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  const unit = width / size;
  for (const shape of shapes) {
    const reach = (shape.strokeWidth ?? 0) / 2 + unit;
    const points = shape.lines.flat();
    const within = (from: number, values: number[]) => {
      const first = Math.floor((Math.min(...values) - reach - from) / unit);
      const last = Math.ceil((Math.max(...values) + reach - from) / unit);
      return [Math.max(0, first), Math.min(size - 1, last)] as const;
    };
    const [firstRow, lastRow] = within(
      top,
      points.map(({ y }) => y),
    );
    const [firstColumn, lastColumn] = within(
      left,
      points.map(({ x }) => x),
    );
    for (let row = firstRow; row <= lastRow; row += 1) {
      for (let column = firstColumn; column <= lastColumn; column += 1) {
        const at = { x: left + (column + 0.5) * unit, y: top + (row + 0.5) * unit };
        const covers = Math.min(1, Math.max(0, 0.5 - distance(shape, at) / unit));
        if (covers > 0) lay(pixels, (row * size + column) * 4, shape.colour, covers);
      }
    }
  }
  return pixels;
}

function lay(pixels: Uint8Array, at: number, colour: readonly number[], covers: number): void {
  const below = (pixels[at + 3] ?? 0) / 255;
  const total = covers + below * (1 - covers);
  colour.forEach((one, k) => {
    const before = pixels[at + k] ?? 0;
    pixels[at + k] = Math.round((one * covers + before * below * (1 - covers)) / total);
  });
  pixels[at + 3] = Math.round(total * 255);
}

/** From the shape's edge; less than nothing inside. */
function distance({ lines, strokeWidth }: Shape, at: Point): number {
  let nearest = Number.POSITIVE_INFINITY;
  let winding = 0;
  for (const line of lines) {
    for (let k = 0; k < line.length; k += 1) {
      const from = line[k] as Point;
      const isLast = k + 1 === line.length;
      if (isLast && strokeWidth !== undefined) break;
      const to = line[(k + 1) % line.length] as Point;
      nearest = Math.min(nearest, toSegment(at, from, to));
      const side = (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x);
      if (from.y <= at.y && to.y > at.y && side > 0) winding += 1;
      if (from.y > at.y && to.y <= at.y && side < 0) winding -= 1;
    }
  }
  if (strokeWidth !== undefined) return nearest - strokeWidth / 2;
  return winding === 0 ? nearest : -nearest;
}

function toSegment(at: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : ((at.x - from.x) * dx + (at.y - from.y) * dy) / length2;
  const along = Math.min(1, Math.max(0, t));
  return Math.hypot(at.x - from.x - along * dx, at.y - from.y - along * dy);
}

export function png(pixels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits for each of red, green, blue and alpha.
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1)
    rows.set(pixels.subarray(row * size * 4, (row + 1) * size * 4), row * (size * 4 + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    ...[
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(rows, { level: 9 })),
      chunk("IEND", Buffer.alloc(0)),
    ],
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
