type Environment = Readonly<Record<string, string | undefined>>;
export type LineFault = { line: number; text: string };

const reference = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * `${VAR}` and `${VAR:-default}` in the raw text, as express-gateway has them; `$${VAR}` stays `${VAR}`. A variable
 * that is not set and has no default is a fault here; there it became the text `null`. What stands in a line of
 * comment is left alone, and so is `${...}` around anything but a name.
 */
export function withEnvironment(source: string, env: Environment): { text: string; faults: LineFault[] } {
  const faults: LineFault[] = [];
  const lines = source.split("\n").map((line, index) => {
    if (!line.includes("${") || /^\s*#/.test(line)) return line;
    return line.replace(reference, (all, name: string, otherwise: string | undefined) => {
      if (all.startsWith("$$")) return all.slice(1);
      const value = env[name];
      if (value === undefined || value === "") {
        if (otherwise !== undefined) return otherwise;
        if (value === "") return "";
        faults.push({ line: index + 1, text: `the environment has no ${name}, and there is no default` });
        return "";
      }
      if (/[\r\n]/.test(value)) {
        faults.push({ line: index + 1, text: `${name} has a line break, which would make it another file` });
        return "";
      }
      return value;
    });
  });
  return { text: lines.join("\n"), faults };
}
