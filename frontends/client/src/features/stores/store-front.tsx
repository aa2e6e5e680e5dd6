const awnings = ["#1f5c4a", "#b4521f", "#2f5d8a", "#7a4a78", "#a5812c"];

/** A store keeps its colour wherever it stands in the list. */
const awningOf = (storeId: string) =>
  awnings[
    [...storeId].reduce((sum, letter) => (sum * 11 + letter.charCodeAt(0)) % 9_973, 0) % awnings.length
  ];

export function StoreFront({ storeId, isOpen }: { storeId: string; isOpen: boolean }) {
  const [lamp, awning] = [isOpen ? "#ffd98f" : "#b9ab98", awningOf(storeId)];
  return (
    <svg viewBox="0 0 96 96" className="store-front" aria-hidden="true">
      <rect x="10" y="30" width="76" height="54" rx="4" fill="#fbeedb" />
      <path d="M72 38h14v42a4 4 0 0 1-4 4H72z" fill="#3a2013" opacity="0.08" />
      <rect x="18" y="48" width="34" height="24" rx="3" fill={lamp} />
      <path d="M21 69 33 50h6L27 69z" fill="#fff" opacity="0.35" />
      <rect x="60" y="48" width="18" height="36" rx="3" fill="#7b523a" />
      <rect x="63.500" y="52" width="11" height="13" rx="2" fill={lamp} />
      <circle cx="74.500" cy="70" r="1.700" fill="#ffd98f" />
      <path d="M28 67c0-6 3-8 7-8s7 2 7 8z" fill="#a87146" />
      {[0, 1, 2, 3, 4, 5].map((each) => (
        <path
          key={each}
          d={`M${8 + each * 13.4} 22h13.400v16a6.700 6.700 0 0 1-13.400 0z`}
          fill={each % 2 ? "#efe0c8" : awning}
        />
      ))}
      <path d="M8 22h80.400v5H8z" fill="#fff" opacity="0.16" />
      <rect x="6" y="84" width="84" height="4" rx="2" fill="currentColor" opacity="0.2" />
    </svg>
  );
}
