import { createHash } from "node:crypto";
import type { PictureView } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { Key, KeyedWrite } from "./keyed-write.ts";
import type { MenuModels, PictureDoc } from "./store.ts";

export const pictureLimitBytes = 512 * 1024;
const mostPictures = 1_000;
const smallestBytes = 32;

/** By what it is, whatever it is called. An SVG is a program, and is none of these. */
function typeOfPicture(bytes: Buffer): PictureView["type"] | null {
  if (bytes.length < smallestBytes) return null;
  const ascii = (from: number, to: number) => bytes.toString("latin1", from, to);
  if (ascii(0, 8) === "\x89PNG\r\n\x1a\n" && ascii(12, 16) === "IHDR") return "image/png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  const isWebp = ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP" && /^VP8[ LX]$/.test(ascii(12, 16));
  return isWebp && bytes.readUInt32LE(4) + 8 === bytes.length ? "image/webp" : null;
}

const shown = ({ _id, mediaType, size }: Omit<PictureDoc, "bytes" | "tag">): PictureView => ({
  ...{ pictureId: _id, type: mediaType, size },
});

/** Pictures that were sent to us; none is ever fetched from anywhere. One does not change: a new one has a new id. */
export function createPictures({ pictures, menus, drafts }: MenuModels, write: KeyedWrite) {
  return {
    async put(pictureId: string, bytes: Buffer, key: Key): Promise<PictureView> {
      const mediaType = typeOfPicture(bytes);
      if (!mediaType) throw new Refusal("PICTURE_INVALID", "PNG, JPEG or WebP, by its bytes");
      const tag = createHash("sha256").update(bytes).digest("base64url");
      return write(key, { pictureId, tag }, async ({ session }) => {
        const known = await pictures.findById(pictureId, { bytes: 0 }, { session }).lean();
        if (known?.tag === tag) return shown(known);
        if (known) throw new Refusal("VERSION_CONFLICT", "There is another picture of that name");
        if ((await pictures.countDocuments({}, { session })) >= mostPictures)
          throw new Refusal("PICTURE_INVALID", `There is room for ${mostPictures} pictures`);
        const doc = { _id: pictureId, mediaType, size: bytes.length, tag, bytes };
        await pictures.create([doc], { session });
        return shown(doc);
      });
    },

    async tagOf(pictureId: string): Promise<string> {
      const found = await pictures.findById(pictureId, { tag: 1 }).lean();
      if (!found) throw new Refusal("NOT_FOUND", "No such picture");
      return found.tag;
    },

    async read(pictureId: string): Promise<{ type: PictureView["type"]; bytes: Buffer }> {
      const found = await pictures.findById(pictureId).lean();
      if (!found) throw new Refusal("NOT_FOUND", "No such picture");
      // The driver hands its own kind of bytes to whoever reads without documents.
      const bytes = found.bytes as Buffer | { buffer: Uint8Array };
      return { type: found.mediaType, bytes: Buffer.from(Buffer.isBuffer(bytes) ? bytes : bytes.buffer) };
    },

    remove: (pictureId: string, key: Key): Promise<PictureView> =>
      write(key, { pictureId }, async ({ session }) => {
        const known = await pictures.findById(pictureId, { bytes: 0 }, { session }).lean();
        if (!known) throw new Refusal("NOT_FOUND", "No such picture");
        const shows = { "items.pictureId": pictureId };
        const isShown =
          (await menus.exists(shows).session(session)) ??
          (await drafts.exists({ ...shows, isEdited: true }).session(session));
        if (isShown) throw new Refusal("ILLEGAL_TRANSITION", "A menu shows it");
        await pictures.deleteOne({ _id: pictureId }, { session });
        return shown(known);
      }),
  };
}

export type Pictures = ReturnType<typeof createPictures>;
