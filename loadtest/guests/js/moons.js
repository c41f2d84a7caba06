// The rows of functions/page-rust: name, planet, mean radius in kilometres, orbit in days, year of discovery.
const row = ([name, planet, radius, period, year]) => ({ name, planet, radius, period, year });

export const PLANETS = ['Earth', 'Mars', 'Jupiter', 'Saturn', 'Uranus', 'Neptune', 'Pluto'];

export const MOONS = [
  ['Moon', 'Earth', 1737.4, 27.322, null],
  ['Phobos', 'Mars', 11.3, 0.319, 1877],
  ['Deimos', 'Mars', 6.2, 1.263, 1877],
  ['Io', 'Jupiter', 1821.6, 1.769, 1610],
  ['Europa', 'Jupiter', 1560.8, 3.551, 1610],
  ['Ganymede', 'Jupiter', 2634.1, 7.155, 1610],
  ['Callisto', 'Jupiter', 2410.3, 16.689, 1610],
  ['Amalthea', 'Jupiter', 83.5, 0.498, 1892],
  ['Mimas', 'Saturn', 198.2, 0.942, 1789],
  ['Enceladus', 'Saturn', 252.1, 1.370, 1789],
  ['Tethys', 'Saturn', 531.1, 1.888, 1684],
  ['Dione', 'Saturn', 561.4, 2.737, 1684],
  ['Rhea', 'Saturn', 763.8, 4.518, 1672],
  ['Titan', 'Saturn', 2574.7, 15.945, 1655],
  ['Hyperion', 'Saturn', 135.0, 21.277, 1848],
  ['Iapetus', 'Saturn', 734.5, 79.322, 1671],
  ['Miranda', 'Uranus', 235.8, 1.413, 1948],
  ['Ariel', 'Uranus', 578.9, 2.520, 1851],
  ['Umbriel', 'Uranus', 584.7, 4.144, 1851],
  ['Titania', 'Uranus', 788.9, 8.706, 1787],
  ['Oberon', 'Uranus', 761.4, 13.463, 1787],
  ['Triton', 'Neptune', 1353.4, 5.877, 1846],
  ['Proteus', 'Neptune', 210.0, 1.122, 1989],
  ['Nereid', 'Neptune', 170.0, 360.13, 1949],
  ['Charon', 'Pluto', 606.0, 6.387, 1978],
].map(row);
