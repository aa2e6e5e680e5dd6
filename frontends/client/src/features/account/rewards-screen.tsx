import { useAccountText } from "./account-texts.ts";
import { Coupons } from "./coupons.tsx";
import { MemberScreen } from "./member-screen.tsx";
import { useRewardsText } from "./rewards-texts.ts";
import { Stars } from "./stars.tsx";
import "./rewards.css";

export function RewardsScreen() {
  const say = useAccountText();
  const word = useRewardsText();
  return (
    <MemberScreen title={say("part_rewards")} lead={word("lead")} wide>
      {() => (
        <div className="account-columns">
          <Stars />
          <Coupons />
        </div>
      )}
    </MemberScreen>
  );
}
