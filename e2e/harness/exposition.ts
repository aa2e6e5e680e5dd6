/** Prometheus' text format 0.0.4, read as strictly as its page puts it; whatever is wrong throws. */
export type Sample = { name: string; labels: Readonly<Record<string, string>>; value: number };
export type Exposition = { types: ReadonlyMap<string, string>; samples: readonly Sample[] };

const types = ["counter", "gauge", "histogram", "summary", "untyped"];
const ofLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const ofLabel = /([a-zA-Z_]\w*)="((?:[^"\\]|\\[\\"n])*)"(?:,|$)/y;
const ofHistogram = /_(?:bucket|sum|count)$/;

export function parseExposition(text: string): Exposition {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const told = new Map<string, string>();
  const helped = new Set<string>();
  const samples: Sample[] = [];
  const series = new Set<string>();
  let family = "";

  for (const line of text.slice(0, -1).split("\n")) {
    const fault = (why: string) => new Error(`${why}: ${line}`);
    const [, word, name = "", rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (word === "HELP") {
      if (helped.has(name)) throw fault("a second HELP");
      helped.add(name);
    } else if (word === "TYPE") {
      if (told.has(name)) throw fault("a second TYPE");
      if (!types.includes(rest ?? "")) throw fault("no such type");
      told.set(name, rest ?? "");
      family = name;
    } else if (!line.startsWith("#")) {
      const sample = sampleOf(line);
      if (!sample) throw fault("not a sample");
      const of = told.get(sample.name) ? sample.name : sample.name.replace(ofHistogram, "");
      if (of !== family) throw fault(`beside its family, in ${family}`);
      const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
      if (series.has(key)) throw fault("told twice");
      series.add(key);
      samples.push(sample);
    }
  }
  for (const name of told.keys()) if (!helped.has(name)) throw new Error(`${name} has no HELP`);
  assertCumulative(samples);
  return { types: told, samples };
}

function sampleOf(line: string): Sample | undefined {
  const [, name = "", inside = "", number = ""] = ofLine.exec(line) ?? [];
  const value = number === "+Inf" ? Number.POSITIVE_INFINITY : Number(number);
  if (name === "" || Number.isNaN(value)) return undefined;
  const labels: Record<string, string> = {};
  ofLabel.lastIndex = 0;
  for (let at = 0; at < inside.length; at = ofLabel.lastIndex) {
    ofLabel.lastIndex = at;
    const [, label = "", text = ""] = ofLabel.exec(inside) ?? [];
    if (label === "" || label in labels) return undefined;
    labels[label] = text;
  }
  return { name, labels, value };
}

/** A bucket holds all that the smaller ones hold, and the last one all that was counted. */
function assertCumulative(samples: readonly Sample[]): void {
  const before = new Map<string, { le: number; value: number }>();
  for (const { name, labels, value } of samples) {
    const { le, ...others } = labels;
    const key = (of: string) => `${of} ${JSON.stringify(others)}`;
    if (name.endsWith("_bucket") && le !== undefined) {
      const bound = le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
      const last = before.get(key(name));
      if (last && (last.le >= bound || last.value > value)) throw new Error(`${key(name)} falls at ${le}`);
      before.set(key(name), { le: bound, value });
    }
  }
  for (const [key, { le }] of before)
    if (le !== Number.POSITIVE_INFINITY) throw new Error(`${key} has no end`);
}
