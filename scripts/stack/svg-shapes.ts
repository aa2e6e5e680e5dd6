export type Point = { x: number; y: number };
export type Shape = { lines: Point[][]; colour: [number, number, number]; strokeWidth: number | undefined };
export type Drawing = { left: number; top: number; size: number; shapes: Shape[] };

const piecesOfCurve = 12;

/** As much of SVG as our own icon uses: filled rectangles with round corners, and paths of M, c, a, h, v and z. */
export function readSvg(source: string): Drawing {
  const [left = 0, top = 0, size = 0] = (attribute(source, "viewBox") ?? "").split(" ").map(Number);
  const shapes = [...source.matchAll(/<(rect|path)\b([^>]*)>/g)].map(([, kind, rest = ""]): Shape => {
    const stroke = attribute(rest, "stroke");
    const colour = colourOf(stroke ?? attribute(rest, "fill") ?? "");
    const lines = kind === "rect" ? [rectangle(rest)] : linesOf(attribute(rest, " d") ?? "");
    return {
      lines,
      colour,
      strokeWidth: stroke === undefined ? undefined : Number(attribute(rest, "stroke-width") ?? 1),
    };
  });
  return { left, top, size, shapes };
}

const attribute = (text: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(text)?.[1];

function colourOf(text: string): [number, number, number] {
  const [red, green, blue] = (/^#([0-9a-f]{6})$/.exec(text)?.[1]?.match(/../g) ?? []).map((two) =>
    Number.parseInt(two, 16),
  );
  if (red === undefined || green === undefined || blue === undefined) throw new Error(`no colour: "${text}"`);
  return [red, green, blue];
}

function rectangle(text: string): Point[] {
  const number = (name: string) => Number(attribute(text, `(?:^|\\s)${name}`) ?? 0);
  const [x, y, width, height, r] = [
    number("x"),
    number("y"),
    number("width"),
    number("height"),
    number("rx"),
  ];
  const corner = (cx: number, cy: number, from: number) => arc({ x: cx, y: cy }, r, from, from + Math.PI / 2);
  return [
    ...corner(x + width - r, y + r, -Math.PI / 2),
    ...corner(x + width - r, y + height - r, 0),
    ...corner(x + r, y + height - r, Math.PI / 2),
    ...corner(x + r, y + r, Math.PI),
  ];
}

function linesOf(path: string): Point[][] {
  const lines: Point[][] = [];
  let line: Point[] = [];
  let at: Point = { x: 0, y: 0 };
  const to = (x: number, y: number) => {
    at = { x, y };
    line.push(at);
  };
  for (const [, command = "", rest = ""] of path.matchAll(/([Mchvaz])([^Mchvaz]*)/g)) {
    const n = (rest.match(/-?\d*\.?\d+/g) ?? []).map(Number);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = n;
    if (command === "M") {
      line = [];
      lines.push(line);
      to(a, b);
    } else if (command === "h") to(at.x + a, at.y);
    else if (command === "v") to(at.x, at.y + a);
    else if (command === "z" && line[0]) to(line[0].x, line[0].y);
    else if (command === "c") {
      const from = at;
      for (let k = 1; k <= piecesOfCurve; k += 1) {
        const [t, s] = [k / piecesOfCurve, 1 - k / piecesOfCurve];
        const along = (first: number, second: number, last: number) =>
          3 * s * s * t * first + 3 * s * t * t * second + t ** 3 * last;
        to(from.x + along(a, c, e), from.y + along(b, d, f));
      }
    } else if (command === "a") for (const point of arcTo(at, a, e === 1, f, g)) to(point.x, point.y);
  }
  return lines;
}

/** Round ones up to half a circle only. */
function arcTo(from: Point, radius: number, clockwise: boolean, dx: number, dy: number): Point[] {
  const half = Math.hypot(dx, dy) / 2;
  const away = Math.sqrt(Math.max(0, radius ** 2 - half ** 2)) * (clockwise ? 1 : -1);
  const centre = {
    x: from.x + dx / 2 - (dy / (2 * half)) * away,
    y: from.y + dy / 2 + (dx / (2 * half)) * away,
  };
  const angle = (p: Point) => Math.atan2(p.y - centre.y, p.x - centre.x);
  const [begin, end] = [angle(from), angle({ x: from.x + dx, y: from.y + dy })];
  const turn = 2 * Math.PI;
  const swept = clockwise ? (end - begin + turn) % turn : -((begin - end + turn) % turn);
  return arc(centre, radius, begin, begin + swept).slice(1);
}

function arc(centre: Point, radius: number, from: number, to: number): Point[] {
  return Array.from({ length: piecesOfCurve + 1 }, (_, k) => {
    const angle = from + ((to - from) * k) / piecesOfCurve;
    return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
}
