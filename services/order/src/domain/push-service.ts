/** Where the browsers' makers take messages: nobody else is ever written to, whatever a page asks for. */
export const pushHosts: readonly string[] = [
  ...["fcm.googleapis.com", "web.push.apple.com"],
  ...["*.push.services.mozilla.com", "*.notify.windows.com"],
];
const isOf = (host: string) => (known: string) =>
  known.startsWith("*.") ? host.endsWith(known.slice(1)) : host === known;

/**
 * The address of a subscription, if it is one of a push service that we know: https at its own port, without
 * credentials. `testOrigin` is taken as well, as it stands.
 */
export function pushAddress(endpoint: string, testOrigin: string | undefined): URL | null {
  const url = URL.parse(endpoint);
  if (url === null) return null;
  if (url.username !== "" || url.password !== "" || url.hash !== "") return null;
  if (testOrigin !== undefined && url.origin === testOrigin) return url;
  if (url.protocol !== "https:" || url.port !== "") return null;
  return pushHosts.some(isOf(url.hostname)) ? url : null;
}
