const gatherMs = 150;

type Later = (ms: number, run: () => void) => void;

/** Words of one moment are read as one; the same once. */
export function createAnnouncer(read: (words: string) => void, later: Later): (words: string) => void {
  let waiting: string[] = [];
  return (words) => {
    if (words === "" || waiting.includes(words)) return;
    if (waiting.length === 0)
      later(gatherMs, () => {
        const all = waiting.join(" ");
        waiting = [];
        read(all);
      });
    waiting.push(words);
  };
}

let region: HTMLElement | undefined;

/** A region that comes together with its words is read by hardly any reader: this one is there before them. */
export const announce = createAnnouncer(
  (words) => {
    const said = document.createElement("span");
    said.textContent = words;
    region?.replaceChildren(said);
  },
  (ms, run) => {
    if (!region) {
      region = document.createElement("p");
      region.className = "ui-unseen";
      region.role = "status";
      document.body.append(region);
    }
    setTimeout(run, ms);
  },
);
