import {
  type NotificationChoices,
  type NotificationsView,
  notificationChannels,
  notificationsView,
  orderMoments,
} from "@siren/contracts/notifications";
import { FailureNote } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import "../../shared/push-switch.css";
import { keys } from "../../shared/query-keys.ts";
import { useMember, useServices } from "../../shared/services.ts";
import { canSwitch, switched } from "./letters.ts";
import { useMessagesText } from "./messages-texts.ts";
import "./letter-switches.css";

const mutationKey = ["letters"];

/** Shown at once, and told one after the other: the server is told all of it each time. */
function useLetters() {
  const { api } = useServices();
  const client = useQueryClient();
  const queryKey = keys.mine(useMember()?.memberId ?? "", "notifications");
  const call = { method: "PUT", path: "/member/me/notifications", answer: notificationsView } as const;
  return useMutation({
    mutationKey,
    scope: { id: "letters" },
    mutationFn: (body: NotificationChoices) => api({ ...call, body }),
    onMutate(choices) {
      // What is being read is of before this tap.
      void client.cancelQueries({ queryKey }, { revert: false });
      client.setQueryData<NotificationsView>(queryKey, (view) => view && { ...view, choices });
    },
    onSettled() {
      // A later tap is on its way still, and its answer is the one that counts.
      if (client.isMutating({ mutationKey }) === 1) void client.invalidateQueries({ queryKey });
    },
  });
}

/** What is written to whom, moment by moment; a channel that leads nowhere says why. */
export function LetterSwitches({ view: { choices, reach } }: { view: NotificationsView }) {
  const say = useMessagesText();
  const letters = useLetters();
  return (
    <div className="panel stack">
      <table className="letters">
        <thead>
          <tr>
            <th scope="col">
              <span className="ui-unseen">{say("when")}</span>
            </th>
            {notificationChannels.map((channel) => (
              <th key={channel} scope="col">
                {say(channel)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {orderMoments.map((moment) => (
            <tr key={moment}>
              <th scope="row">{say(moment)}</th>
              {notificationChannels.map((channel) => (
                <td key={channel}>
                  <label className="push-switch letter-switch">
                    <span className="ui-unseen">
                      {say("switchOf", { moment: say(moment), channel: say(channel) })}
                    </span>
                    <input
                      type="checkbox"
                      role="switch"
                      data-testid={`letter-${channel}-${moment}`}
                      checked={choices[channel][moment]}
                      aria-checked={choices[channel][moment]}
                      disabled={!canSwitch(reach[channel], choices[channel][moment])}
                      onChange={({ currentTarget }) =>
                        letters.mutate(switched(choices, { channel, moment, on: currentTarget.checked }))
                      }
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {notificationChannels.map((channel) => {
        const how = reach[channel];
        return how === "OPEN" ? null : (
          <p key={channel} className="small">
            <strong>{say(channel)}</strong> · {say(`${how}_${channel}`)}{" "}
            {how === "NOT_VERIFIED" ? <Link to="/account/profile">{say("toProfile")}</Link> : null}
          </p>
        );
      })}
      {letters.error ? <FailureNote error={letters.error} /> : null}
    </div>
  );
}
