import { type Env, openServiceDoor, person } from "@siren/chassis/testing/service-door";
import type { storeDraft } from "@siren/contracts/menu";
import type * as z from "zod/mini";
import { buildMenu } from "../app.ts";
import { menuConfig } from "../config.ts";

export const manager = person("mem_0000000000000000000000000M", ["manager"], ["seongsu"]);
export const ops = person("mem_0000000000000000000000000P", ["ops"]);
export const customer = person("mem_0000000000000000000000000C", ["customer"]);

export async function openMenu(env: Env = {}) {
  const door = await openServiceDoor(
    "menu",
    (told, given) => buildMenu({ config: menuConfig(told), ...given }),
    env,
  );
  let keys = 0;
  try {
    await door.start();
    return {
      ...door,
      /** Sent as it is, through the door that takes no JSON. */
      async sendPicture(
        picture: string,
        bytes: Uint8Array<ArrayBuffer>,
        { type = "image/png", as = manager } = {},
      ) {
        keys += 1;
        const response = await fetch(`${door.url()}/pictures/${picture}`, {
          method: "PUT",
          body: bytes,
          headers: {
            ...{ "content-type": type, "idempotency-key": `key-picture-${keys}` },
            "x-siren-identity": await door.signed(as),
          },
        });
        const { status, headers } = response;
        return { status, headers, body: await response.json() };
      },
      write: (method: "PUT" | "POST" | "DELETE", path: string, body: unknown, more: object = {}) => {
        keys += 1;
        return door.ask(method, path, { as: manager, key: `key-write-${keys}`, body, ...more });
      },
    };
  } catch (error) {
    await door.close();
    throw error;
  }
}

export type Menu = Awaited<ReturnType<typeof openMenu>>;

export const newStore: z.input<typeof storeDraft> = {
  expectedVersion: 0,
  name: { ko: "새 점", en: "New" },
  address: { ko: "서울", en: "Seoul" },
  lat: 37.5,
  lng: 127,
  week: Array.from({ length: 7 }, () => ({ opens: 420, closes: 1320 })),
};

/** The smallest of its kind that says what it is. */
export function tinyPng(filling = 0): Uint8Array<ArrayBuffer> {
  const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
  return Uint8Array.from([...head, ...Array.from({ length: 48 }, () => filling)]);
}
