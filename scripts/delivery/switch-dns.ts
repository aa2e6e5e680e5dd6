export type Switch = {
  api: string;
  zone: string;
  record: string;
  name: string;
  to: string;
  token: string;
};

type Answer = { success: boolean; errors?: { message: string }[]; result?: { content?: string } };

/**
 * Points one name at the cluster that has just passed its smoke, in the form of Cloudflare's API, and reads it back: a
 * switch that was answered and not done would leave people with the old cluster. A short life, so that the way back
 * is short, too.
 */
export async function switchDns({ api, zone, record, name, to, token }: Switch): Promise<void> {
  const url = `${api.replace(/\/$/, "")}/zones/${encodeURIComponent(zone)}/dns_records/${encodeURIComponent(record)}`;
  const ask = async (method: "PUT" | "GET", body?: object): Promise<Answer> => {
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const told = (await answer.json().catch(() => undefined)) as Answer | undefined;
    if (answer.ok && told?.success) return told;
    const why = told?.errors?.map(({ message }) => message).join("; ");
    throw new Error(`${method} ${url} answered ${answer.status}${why ? `: ${why}` : ""}`);
  };
  await ask("PUT", { type: "CNAME", name, content: to, ttl: 60, proxied: true });
  const { result } = await ask("GET");
  if (result?.content !== to)
    throw new Error(`${name} points at ${result?.content ?? "nothing"}, not at ${to}`);
}
