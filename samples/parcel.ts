// Select a function and run "Model Lens: Show Attention".

interface Parcel {
  readonly sender: string;
  readonly receiver: string;
  readonly weight: number;
}

function describe(parcel: Parcel): string {
  return `${parcel.sender} sends ${parcel.receiver} a parcel of ${parcel.weight} kg`;
}

function heaviest(parcels: readonly Parcel[]): Parcel | undefined {
  let heaviest: Parcel | undefined;
  for (const parcel of parcels) {
    if (heaviest === undefined || parcel.weight > heaviest.weight) {
      heaviest = parcel;
    }
  }
  return heaviest;
}

const parcels: Parcel[] = [
  { sender: "Alice", receiver: "Bob", weight: 2 },
  { sender: "Bob", receiver: "Carol", weight: 5 },
  { sender: "Carol", receiver: "Alice", weight: 3 },
];

console.log(parcels.map(describe).join("\n"));
console.log(heaviest(parcels));
