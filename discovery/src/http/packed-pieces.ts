import { constants, crc32, deflateRawSync } from "node:zlib";

/** A part of a listing, rendered once and compressed once, to be put together with others again and again. */
export type Piece = { readonly plain: Buffer; readonly packed: () => Buffer };

/** Compressed by itself and ended at a byte's border, so that it may stand anywhere in a stream. */
export function piece(text: string): Piece {
  const plain = Buffer.from(text);
  let packed: Buffer | undefined;
  return {
    plain,
    packed: () => {
      packed ??= deflateRawSync(plain, { finishFlush: constants.Z_SYNC_FLUSH });
      return packed;
    },
  };
}

const LARGEST_STORED = 65_535;

/** A few bytes between two pieces, as deflate's stored block: not worth compressing. */
export function seam(text: string): Piece {
  const plain = Buffer.from(text);
  if (plain.length > LARGEST_STORED) return piece(text);
  return {
    plain,
    packed: () => {
      const head = Buffer.alloc(5);
      head.writeUInt16LE(plain.length, 1);
      head.writeUInt16LE(plain.length ^ 0xffff, 3);
      return Buffer.concat([head, plain]);
    },
  };
}

const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/** One gzip stream of one member, as every client can read it, without compressing anything again. */
export function gzipOf(pieces: readonly Piece[]): Buffer {
  let check = 0;
  let length = 0;
  for (const { plain } of pieces) {
    check = crc32(plain, check);
    length += plain.length;
  }
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(check, 0);
  tail.writeUInt32LE(length % 2 ** 32, 4);
  return Buffer.concat([GZIP_HEAD, ...pieces.map(({ packed }) => packed()), LAST_BLOCK, tail]);
}

export const plainOf = (pieces: readonly Piece[]): Buffer => Buffer.concat(pieces.map(({ plain }) => plain));
