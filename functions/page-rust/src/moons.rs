//! The data that the pages show. A function with more of it would read it from its assets.

pub struct Moon {
    pub name: &'static str,
    pub planet: &'static str,
    /// Mean radius, in kilometres.
    pub radius: f64,
    /// Around its planet, in days of the Earth.
    pub period: f64,
    /// `None` for the one that nobody had to discover.
    pub discovery: Option<Discovery>,
}

pub struct Discovery {
    pub year: u16,
    pub by: &'static str,
}

impl Moon {
    /// Its last path segment, such as `europa`.
    pub fn slug(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    pub fn year(&self) -> u16 {
        self.discovery.as_ref().map_or(0, |discovery| discovery.year)
    }
}

pub const PLANETS: &[&str] = &["Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune", "Pluto"];

const fn moon(
    name: &'static str,
    planet: &'static str,
    radius: f64,
    period: f64,
    year: u16,
    by: &'static str,
) -> Moon {
    let discovery = Some(Discovery { year, by });
    Moon { name, planet, radius, period, discovery }
}

pub const MOONS: &[Moon] = &[
    Moon { name: "Moon", planet: "Earth", radius: 1737.4, period: 27.322, discovery: None },
    moon("Phobos", "Mars", 11.3, 0.319, 1877, "Asaph Hall"),
    moon("Deimos", "Mars", 6.2, 1.263, 1877, "Asaph Hall"),
    moon("Io", "Jupiter", 1821.6, 1.769, 1610, "Galileo Galilei"),
    moon("Europa", "Jupiter", 1560.8, 3.551, 1610, "Galileo Galilei"),
    moon("Ganymede", "Jupiter", 2634.1, 7.155, 1610, "Galileo Galilei"),
    moon("Callisto", "Jupiter", 2410.3, 16.689, 1610, "Galileo Galilei"),
    moon("Amalthea", "Jupiter", 83.5, 0.498, 1892, "Edward Emerson Barnard"),
    moon("Mimas", "Saturn", 198.2, 0.942, 1789, "William Herschel"),
    moon("Enceladus", "Saturn", 252.1, 1.370, 1789, "William Herschel"),
    moon("Tethys", "Saturn", 531.1, 1.888, 1684, "Giovanni Domenico Cassini"),
    moon("Dione", "Saturn", 561.4, 2.737, 1684, "Giovanni Domenico Cassini"),
    moon("Rhea", "Saturn", 763.8, 4.518, 1672, "Giovanni Domenico Cassini"),
    moon("Titan", "Saturn", 2574.7, 15.945, 1655, "Christiaan Huygens"),
    moon("Hyperion", "Saturn", 135.0, 21.277, 1848, "W. C. Bond, G. P. Bond & William Lassell"),
    moon("Iapetus", "Saturn", 734.5, 79.322, 1671, "Giovanni Domenico Cassini"),
    moon("Miranda", "Uranus", 235.8, 1.413, 1948, "Gerard Kuiper"),
    moon("Ariel", "Uranus", 578.9, 2.520, 1851, "William Lassell"),
    moon("Umbriel", "Uranus", 584.7, 4.144, 1851, "William Lassell"),
    moon("Titania", "Uranus", 788.9, 8.706, 1787, "William Herschel"),
    moon("Oberon", "Uranus", 761.4, 13.463, 1787, "William Herschel"),
    moon("Triton", "Neptune", 1353.4, 5.877, 1846, "William Lassell"),
    moon("Proteus", "Neptune", 210.0, 1.122, 1989, "the Voyager 2 team"),
    moon("Nereid", "Neptune", 170.0, 360.13, 1949, "Gerard Kuiper"),
    moon("Charon", "Pluto", 606.0, 6.387, 1978, "James Christy"),
];
