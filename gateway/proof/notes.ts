import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export type Notes = { arrived: Map<string, number>; done: Map<string, number> };

export async function notesFolder(within: string): Promise<string> {
  const folder = await mkdtemp(join(within, "notes-"));
  await mkdir(join(folder, "keys"));
  return folder;
}

/** How often each write reached a replica, and how often it was done, over all of them. */
export async function readNotes(folder: string): Promise<Notes> {
  const notes: Notes = { arrived: new Map(), done: new Map() };
  for (const file of await readdir(folder)) {
    if (!file.endsWith(".log")) continue;
    for (const line of (await readFile(join(folder, file), "utf8")).split("\n").filter(Boolean)) {
      const [what = "", id = ""] = line.split(" ");
      const counts = what === "done" ? notes.done : notes.arrived;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return notes;
}
