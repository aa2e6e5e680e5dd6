import type { IdPrefix } from "@siren/contracts/ids";
import type { Role } from "@siren/contracts/roles";
import type { Store } from "@siren/store/open-store";
import type { Cards } from "./cards.ts";
import type { Passwords } from "./passwords.ts";
import type { People } from "./people.ts";
import type { MemberModels } from "./store.ts";

/**
 * Accounts for trying things out. They are printed by `npm start`, so they are no secret; a process that
 * listens beyond this machine refuses to have them.
 */
export const demoPassword = "siren-demo-2026";
export const demoAccounts: {
  email: string;
  nickname: string;
  roles: Role[];
  stores: string[];
  topUp_krw: number;
}[] = [
  { email: "mina@siren.example", nickname: "미나", roles: ["customer"], stores: [], topUp_krw: 50_000 },
  { email: "leo@siren.example", nickname: "Leo", roles: ["customer"], stores: [], topUp_krw: 20_000 },
  { email: "jun@siren.example", nickname: "준", roles: ["barista"], stores: ["seongsu"], topUp_krw: 0 },
  {
    email: "hana@siren.example",
    nickname: "하나",
    roles: ["barista", "manager"],
    stores: ["seongsu", "gwanghwamun", "haeundae"],
    topUp_krw: 0,
  },
  { email: "ops@siren.example", nickname: "ops", roles: ["ops"], stores: [], topUp_krw: 0 },
];

type Parts = {
  store: Store;
  models: MemberModels;
  people: People;
  cards: Cards;
  passwords: Passwords;
  newId: (prefix: IdPrefix) => string;
};

export async function seedDemo({ store, models, people, cards, passwords, newId }: Parts): Promise<void> {
  for (const { topUp_krw, ...account } of demoAccounts) {
    if (await models.members.exists({ email: account.email })) continue;
    const ids = { memberId: newId("mem"), cardId: newId("crd") };
    const passwordHash = await passwords.hash(demoPassword);
    await store.unitOfWork(async (tx) => {
      // Two replicas begin together: the second meets the first's member here and leaves it alone.
      if (await models.members.exists({ email: account.email }).session(tx.session)) return;
      await people.enter(tx, { ...account, ...ids, password: demoPassword }, passwordHash);
      if (topUp_krw > 0)
        await cards.settleTopUp(tx, { topUpId: newId("top"), ...ids, amount_krw: topUp_krw });
    });
  }
}
