import { Asked, Part } from "./desk-parts.tsx";
import { useProfile } from "./desk-queries.ts";
import { Holidays } from "./holidays.tsx";
import { useHoursText } from "./hours-texts.ts";
import { Week } from "./week.tsx";

export function HoursScreen({ storeId }: { storeId: string }) {
  const say = useHoursText();
  const { put, lookAgain, ...query } = useProfile(storeId);
  return (
    <Part title={say("hours")} lead={say("hoursLead")}>
      <Asked query={query}>
        {(profile) => (
          <>
            <Week {...{ storeId, profile, put, lookAgain }} />
            <Holidays {...{ storeId, profile, put, lookAgain }} />
          </>
        )}
      </Asked>
    </Part>
  );
}
