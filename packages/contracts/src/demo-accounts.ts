import type { Role } from "./roles.ts";

/**
 * Accounts for trying things out: member seeds them, `npm start` prints them, journeys and loads sign in
 * with them. They are no secret; a stack that other machines can reach refuses to have them.
 */
export type DemoAccount = {
  email: string;
  nickname: string;
  roles: readonly Role[];
  stores: readonly string[];
  topUp_krw: number;
};

export const demoPassword = "siren-demo-2026";

export const demoAccounts: readonly DemoAccount[] = [
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
