/** The tab's name: the screen's, and before it the order that is under way. */
export function createPageTitle(put: (title: string) => void) {
  let [screen, mark] = ["", ""];
  const show = () => put([mark, screen, "Siren"].filter((part) => part !== "").join(" · "));
  return {
    ofScreen(name: string): void {
      screen = name;
      show();
    },
    ofOrder(words: string | undefined): void {
      mark = words ?? "";
      show();
    },
  };
}

export const pageTitle = createPageTitle((title) => {
  document.title = title;
});
