export const partNames = ["card", "rewards", "favourites", "profile", "messages", "data"] as const;
export type PartName = (typeof partNames)[number];

const lines: Record<PartName, string> = {
  card: "M3 7.500h18v10.500H3zM3 11h18M6.500 15h4",
  rewards:
    "M12 3.500l2.600 5.400 5.900.700-4.400 4.100 1.200 5.900L12 16.700l-5.300 2.900 1.200-5.900-4.400-4.100 5.900-.700z",
  favourites:
    "M12 19.500C5 15 3.500 11.500 3.500 9A4.200 4.200 0 0 1 12 7.500 4.200 4.200 0 0 1 20.500 9c0 2.500-1.500 6-8.500 10.500z",
  profile:
    "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c.800-3.600 3.600-5.500 7.500-5.500s6.700 1.900 7.500 5.500",
  messages: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4",
  data: "M12 4v10m0 0 4-4m-4 4-4-4M4.500 16v3.500h15V16",
};

export const PartIcon = ({ part }: { part: PartName }) => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <path
      d={lines[part]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
