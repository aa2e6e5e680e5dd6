import { escaped, type Frame, frame } from "./layout.ts";

export function loginPage(of: Frame, to: string, fault: string | undefined): string {
  const { words: w } = of;
  const said = fault === undefined ? "" : `<p class="banner" id="fault" role="alert">${escaped(fault)}</p>`;
  const described = fault === undefined ? "why" : "fault why";
  const main = `<h1>${w.signIn}</h1>${said}<section class="question"><p id="why">${w.signInWhy}</p>
<form class="login" method="post" action="/login" aria-describedby="${described}">
<input type="hidden" name="to" value="${escaped(to)}">
<label><span>${w.name}</span><input name="name" autocomplete="username" required maxlength="100" value="ops"></label>
<label><span>${w.password}</span><input name="password" type="password" autocomplete="current-password" required maxlength="200" autofocus></label>
<button>${w.signIn}</button></form><p class="quiet">${w.signInWhere}</p></section>`;
  return frame(of, w.signIn, main, false);
}

/** A page with one sentence: not found, refused, gone. */
export const messagePage = (of: Frame, message: string): string =>
  frame(
    of,
    of.words.title,
    `<section><p class="empty">${message}</p></section><p><a href="/">← ${of.words.back}</a></p>`,
    false,
  );
