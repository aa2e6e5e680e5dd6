/** `service:host:port:boot` in as few letters as tell it from its like: the port, and the host where there are several. */
export function shortName(id: string): string {
  const [, host = "", port = ""] = id.split(":");
  return host === "127.0.0.1" || host === "localhost" || host === "" ? `:${port}` : `${host}:${port}`;
}

const digits = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
/** Three digits are read at a glance; what is small keeps one behind the point. */
export const figure = (value: number): string => digits.format(value >= 100 ? Math.round(value) : value);
