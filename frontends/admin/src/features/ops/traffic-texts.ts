import { type Dictionary, useSay } from "@siren/web/i18n";

const trafficTexts = {
  lead: [
    "경로마다 마지막 1분이에요. 모든 게이트웨이를 합쳤어요.",
    "Each route's last minute, all gateways together.",
  ],
  of: ["그래프로 볼 경로", "Drawn below"],
  all: ["모두", "All of them"],
  route: ["경로", "Route"],
  leadsTo: ["가는 곳", "Leads to"],
  rate: ["초당", "Per second"],
  refused: ["거절", "Refused"],
  failed: ["실패", "Failed"],
  noneYet: ["요청 없음", "no request"],
  problemsLead: [
    "게이트웨이와 그 뒤의 서비스가 최근 1시간 동안 거절하거나 실패한 것, 최근 것부터예요.",
    "What the gateways and those behind them refused or failed at within the hour, the latest first.",
  ],
  code: ["코드", "Code"],
  status: ["상태", "Status"],
  times: ["횟수", "Times"],
  last: ["마지막", "Last"],
  request: ["요청 번호 (로그에서 찾기)", "Request, to look for in the logs"],
  noProblems: ["최근 1시간 동안 없었어요.", "There were none within the hour."],
  onlyServer: ["실패(5xx)만", "Failures (5xx) only"],
  edge: ["게이트웨이 자신", "the gateway itself"],
} satisfies Dictionary;

export const useTrafficText = () => useSay<typeof trafficTexts>(trafficTexts);
