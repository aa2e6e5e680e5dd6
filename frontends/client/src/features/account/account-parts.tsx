import { Link } from "react-router";
import { useAccountText } from "./account-texts.ts";
import { useMine } from "./mine.ts";
import { PartIcon, type PartName, partNames } from "./part-icons.tsx";

/** The parts of the account, each with what is most worth knowing of it; without, where that is not known. */
export function AccountParts() {
  const say = useAccountText();
  const { data: stars } = useMine("stars");
  const { data: coupons } = useMine("coupons");
  const { data: account } = useMine("account");
  const usable = coupons?.coupons.filter(({ state }) => state === "AVAILABLE").length;
  const isUnverified = account?.email !== null && account?.isVerified === false;

  const textOf = (part: PartName): string => {
    if (part === "profile" && isUnverified) return say("partText_unverified");
    if (part !== "rewards") return say(`partText_${part}`);
    return stars && usable !== undefined
      ? say("partText_rewards", { stars: Math.max(0, stars.stars), coupons: usable })
      : "\u00a0";
  };
  return (
    <nav aria-label={say("parts")}>
      <ul className="account-parts">
        {partNames.map((part) => (
          <li key={part}>
            <Link to={`/account/${part}`} data-testid={`part-${part}`}>
              <PartIcon part={part} />
              <span>
                <strong className="block">{say(`part_${part}`)}</strong>
                <span className="soft small" data-urgent={(part === "profile" && isUnverified) || undefined}>
                  {textOf(part)}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
