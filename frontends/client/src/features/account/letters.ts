import type {
  NotificationChannel,
  NotificationChoices,
  NotificationReach,
  OrderMoment,
} from "@siren/contracts/notifications";

type Switch = { channel: NotificationChannel; moment: OrderMoment; on: boolean };

/** All of it is said anew with each switch, as the server wants it. */
export function switched(choices: NotificationChoices, { channel, moment, on }: Switch): NotificationChoices {
  return { ...choices, [channel]: { ...choices[channel], [moment]: on } };
}

/** What would not arrive cannot be turned on; what is on can always be turned off. */
export const canSwitch = (reach: NotificationReach, isOn: boolean): boolean => reach === "OPEN" || isOn;
