import { demoAccounts, demoPassword } from "@siren/contracts/demo-accounts";
import type { IdPrefix } from "@siren/contracts/ids";
import type { Store } from "@siren/store/open-store";
import type { Cards } from "./cards.ts";
import type { Passwords } from "./passwords.ts";
import type { People } from "./people.ts";
import type { MemberModels } from "./store.ts";

type Parts = {
  store: Store;
  models: MemberModels;
  people: People;
  cards: Cards;
  passwords: Passwords;
  newId: (prefix: IdPrefix) => string;
};

/** The demo's accounts; a process that listens beyond this machine refuses to have them. */
export async function seedDemo({ store, models, people, cards, passwords, newId }: Parts): Promise<void> {
  for (const { topUp_krw, ...account } of demoAccounts) {
    if (await models.members.exists({ email: account.email })) continue;
    const ids = { memberId: newId("mem"), cardId: newId("crd") };
    const passwordHash = await passwords.hash(demoPassword);
    await store.unitOfWork(async (tx) => {
      // Two replicas begin together: the second meets the first's member here and leaves it alone.
      if (await models.members.exists({ email: account.email }).session(tx.session)) return;
      const roles = [...account.roles];
      const stores = [...account.stores];
      await people.enter(
        tx,
        { ...account, ...ids, roles, stores, password: demoPassword, isVerified: true },
        passwordHash,
      );
      if (topUp_krw > 0)
        await cards.settleTopUp(tx, { topUpId: newId("top"), ...ids, amount_krw: topUp_krw });
    });
  }
}
