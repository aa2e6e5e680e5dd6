export const silentLog = { info() {}, warn() {}, error() {} };

export function keptLog() {
  const lines: { event: string; fields: Record<string, unknown> }[] = [];
  const note = (event: string, fields: Record<string, unknown> = {}) => void lines.push({ event, fields });
  return { lines, info: note, warn: note, error: note };
}
