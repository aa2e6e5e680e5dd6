export const Pin = () => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path
      d="M12 21.500c-4-4.600-6.500-8.100-6.500-11.500a6.500 6.500 0 0 1 13 0c0 3.400-2.500 6.900-6.500 11.500z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.900"
      strokeLinejoin="round"
    />
    <circle cx="12" cy="10" r="2.400" fill="currentColor" />
  </svg>
);
