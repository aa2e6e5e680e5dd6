export type Language = "ko" | "en";

/** Korean when it is asked for before English; the quality values decide, as browsers send them. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? "").split(",").map((part) => {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
    return { tag: tag.slice(0, 2), quality: quality === undefined ? 1 : Number(quality) };
  });
  const best = (tag: string) => Math.max(0, ...wanted.filter((w) => w.tag === tag).map((w) => w.quality));
  return best("ko") > best("en") ? "ko" : "en";
}

const en = {
  title: "Siren registry",
  subtitle: "Who is in service, and when it was last heard",
  refresh: "Refresh",
  state: "State",
  uptime: "Uptime",
  registered: "Instances",
  renewals: "Renewals, last minute",
  renewalsOf: (renewed: number, expected: number, threshold: number) =>
    `${renewed} of ${expected} expected, threshold ${Math.max(0, threshold)}`,
  preservation: "Self-preservation",
  preservationOn: "Active: nothing is removed",
  preservationReady: "On watch",
  preservationOff: "Switched off",
  bannerActive:
    "Too many renewals are missing at once. The registry suspects its own network and keeps every instance; some of those listed may be gone.",
  bannerOff: "Self-preservation is switched off: a fault of the registry's network would empty the registry.",
  services: "Services",
  none: "No instance is registered. A service appears here as soon as it registers.",
  instance: "Instance",
  status: "Status",
  address: "Address",
  lastRenewal: "Last renewal",
  lease: "Lease",
  upSince: "Up for",
  overridden: "set by an operator",
  unconfirmed: "not heard since the restart",
  overdue: "overdue",
  ago: (duration: string) => `${duration} ago`,
  statusNames: {
    UP: "Up",
    DOWN: "Down",
    STARTING: "Starting",
    OUT_OF_SERVICE: "Out of service",
    UNKNOWN: "Unknown",
  },
  units: { d: "d", h: "h", m: "min", s: "s" },
};

export type Words = typeof en;

const ko: Words = {
  title: "사이렌 레지스트리",
  subtitle: "지금 영업 중인 서비스와 마지막 신호",
  refresh: "새로 고침",
  state: "상태",
  uptime: "가동 시간",
  registered: "인스턴스",
  renewals: "최근 1분 갱신",
  renewalsOf: (renewed, expected, threshold) =>
    `예상 ${expected}건 중 ${renewed}건, 기준 ${Math.max(0, threshold)}건`,
  preservation: "자기 보호",
  preservationOn: "작동 중: 아무것도 내보내지 않음",
  preservationReady: "대기 중",
  preservationOff: "꺼짐",
  bannerActive:
    "한꺼번에 너무 많은 갱신이 끊겼습니다. 레지스트리 쪽 네트워크 문제일 수 있어 모든 인스턴스를 남겨 둡니다. 목록의 일부는 이미 없을 수 있습니다.",
  bannerOff: "자기 보호가 꺼져 있습니다. 레지스트리 네트워크에 문제가 생기면 목록이 비워질 수 있습니다.",
  services: "서비스",
  none: "등록된 인스턴스가 없습니다. 서비스가 등록하면 바로 여기에 나타납니다.",
  instance: "인스턴스",
  status: "상태",
  address: "주소",
  lastRenewal: "마지막 갱신",
  lease: "임대",
  upSince: "가동",
  overridden: "운영자가 지정",
  unconfirmed: "재시작 후 신호 없음",
  overdue: "기한 지남",
  ago: (duration) => `${duration} 전`,
  statusNames: {
    UP: "정상",
    DOWN: "중단",
    STARTING: "시작 중",
    OUT_OF_SERVICE: "서비스 제외",
    UNKNOWN: "알 수 없음",
  },
  units: { d: "일", h: "시간", m: "분", s: "초" },
};

export const words: Readonly<Record<Language, Words>> = { ko, en };

/** The two largest units: `3 h 12 min`. */
export function inWords(ms: number, { units }: Words): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), units.d],
    [Math.floor(seconds / 3600) % 24, units.h],
    [Math.floor(seconds / 60) % 60, units.m],
    [seconds % 60, units.s],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first === -1 ? [parts[3]] : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(" ");
}
