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
      write: (method: "PUT" | "POST", path: string, body: unknown, more: object = {}) => {
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
