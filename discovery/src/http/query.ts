/** As URLSearchParams reads it: `a[b]=1` is a key, not a structure. Of any request line, `//?a=1` too. */
export function searchOf({ originalUrl }: { readonly originalUrl: string }): URLSearchParams {
  const at = originalUrl.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : originalUrl.slice(at));
}
