import { type Language, useLanguage } from "@siren/web/i18n";

const clockIn = (locale: string, fractionalSecondDigits?: 3) =>
  new Intl.DateTimeFormat(locale, {
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Seoul" },
    ...(fractionalSecondDigits && { fractionalSecondDigits }),
  });
const clocks: Record<Language, { second: Intl.DateTimeFormat; exact: Intl.DateTimeFormat }> = {
  ko: { second: clockIn("ko-KR"), exact: clockIn("ko-KR", 3) },
  en: { second: clockIn("en-GB"), exact: clockIn("en-GB", 3) },
};

/** What happened is told to the second here, and of an order's way to the thousandth. */
export function useClock(length: "second" | "exact" = "second"): (at: number) => string {
  const spoken = useLanguage();
  return (at) => clocks[spoken][length].format(at);
}
