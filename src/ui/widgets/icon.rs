use std::f32::consts::TAU;

use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2};

/// A mark, drawn with lines so that it is sharp at every size and in every theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Icon {
    /// Done, open, good.
    Check,
    /// Failed, shut, bad; also: close, remove.
    Cross,
    /// Worth a look.
    Warning,
    /// Good to know.
    Info,
    /// Home.
    Home,
    /// Registered models.
    Cube,
    /// The SQL console.
    Prompt,
    /// Prediction logs.
    Pulse,
    /// What runs by itself.
    Cycle,
    /// The levels lab.
    Flask,
    /// The workshop.
    Board,
    /// Settings.
    Sliders,
    /// The guide.
    Book,
    /// Back one step.
    Undo,
    /// Forward again.
    Redo,
    /// Up, smallest first.
    Up,
    /// Down, largest first.
    Down,
    /// More to choose from.
    Dots,
    /// Filtered.
    Funnel,
    /// Once more.
    Copy,
    /// Switched on or off.
    Power,
    /// The house mark.
    Nonagon,
}

/// Draws `mark` in a square of `side` points.
pub(in crate::ui) fn icon(ui: &mut Ui, mark: Icon, side: f32, ink: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    paint_icon(ui.painter(), rect, mark, ink);
    response
}

/// Draws `mark` into `rect`.
pub(in crate::ui) fn paint_icon(painter: &Painter, rect: Rect, mark: Icon, ink: Color32) {
    let stroke = Stroke::new((rect.width() / 9.0).clamp(1.3, 2.5), ink);
    let at = |&(x, y): &(f32, f32)| {
        pos2(
            rect.left() + x * rect.width(),
            rect.top() + y * rect.height(),
        )
    };
    for line in mark.lines() {
        painter.add(Shape::line(line.iter().map(at).collect(), stroke));
    }
    for dot in mark.dots() {
        painter.circle_filled(at(dot), stroke.width, ink);
    }
    match mark {
        Icon::Info => {
            painter.circle_stroke(rect.center(), rect.width() * 0.46, stroke);
        }
        Icon::Nonagon => {
            painter.add(Shape::closed_line(
                nonagon(rect.center(), rect.width() * 0.46),
                stroke,
            ));
        }
        _ => {}
    }
}

/// The lines of [`Icon::Power`].
const POWER: &[&[(f32, f32)]] = &[
    &[(0.5, 0.06), (0.5, 0.5)],
    &[
        (0.3, 0.2),
        (0.12, 0.4),
        (0.1, 0.62),
        (0.24, 0.84),
        (0.5, 0.94),
        (0.76, 0.84),
        (0.9, 0.62),
        (0.88, 0.4),
        (0.7, 0.2),
    ],
];

/// The lines of [`Icon::Pulse`].
const PULSE: &[&[(f32, f32)]] = &[&[
    (0.04, 0.56),
    (0.28, 0.56),
    (0.4, 0.16),
    (0.58, 0.88),
    (0.7, 0.56),
    (0.96, 0.56),
]];
/// The lines of [`Icon::Cycle`].
const CYCLE: &[&[(f32, f32)]] = &[
    &[
        (0.1, 0.5),
        (0.2, 0.24),
        (0.46, 0.1),
        (0.72, 0.18),
        (0.88, 0.4),
    ],
    &[(0.9, 0.14), (0.88, 0.4), (0.62, 0.38)],
    &[
        (0.9, 0.54),
        (0.8, 0.78),
        (0.54, 0.92),
        (0.28, 0.84),
        (0.12, 0.62),
    ],
    &[(0.1, 0.88), (0.12, 0.62), (0.38, 0.64)],
];

/// The lines of [`Icon::Copy`].
const COPY: &[&[(f32, f32)]] = &[
    &[
        (0.36, 0.36),
        (0.9, 0.36),
        (0.9, 0.9),
        (0.36, 0.9),
        (0.36, 0.36),
    ],
    &[
        (0.22, 0.64),
        (0.1, 0.64),
        (0.1, 0.1),
        (0.64, 0.1),
        (0.64, 0.22),
    ],
];

/// Three rails.
const SLIDERS: &[&[(f32, f32)]] = &[
    &[(0.04, 0.2), (0.96, 0.2)],
    &[(0.04, 0.5), (0.96, 0.5)],
    &[(0.04, 0.8), (0.96, 0.8)],
];

/// A board with a curve on three legs.
const BOARD: &[&[(f32, f32)]] = &[
    &[
        (0.08, 0.12),
        (0.92, 0.12),
        (0.92, 0.68),
        (0.08, 0.68),
        (0.08, 0.12),
    ],
    &[(0.24, 0.54), (0.42, 0.36), (0.56, 0.46), (0.76, 0.26)],
    &[(0.24, 0.94), (0.5, 0.68), (0.76, 0.94)],
];

impl Icon {
    /// Its lines, in a square of side 1 with the origin at the top left.
    fn lines(self) -> &'static [&'static [(f32, f32)]] {
        match self {
            Self::Check => &[&[(0.12, 0.55), (0.4, 0.82), (0.9, 0.2)]],
            Self::Cross => &[&[(0.18, 0.18), (0.82, 0.82)], &[(0.82, 0.18), (0.18, 0.82)]],
            Self::Warning => &[
                &[(0.5, 0.08), (0.96, 0.9), (0.04, 0.9), (0.5, 0.08)],
                &[(0.5, 0.38), (0.5, 0.6)],
            ],
            Self::Info => &[&[(0.5, 0.46), (0.5, 0.76)]],
            Self::Home => &[
                &[(0.04, 0.5), (0.5, 0.1), (0.96, 0.5)],
                &[(0.16, 0.44), (0.16, 0.92), (0.84, 0.92), (0.84, 0.44)],
            ],
            Self::Cube => &[
                &[(0.5, 0.04), (0.92, 0.26), (0.92, 0.74), (0.5, 0.96)],
                &[(0.5, 0.96), (0.08, 0.74), (0.08, 0.26), (0.5, 0.04)],
                &[(0.08, 0.26), (0.5, 0.5), (0.92, 0.26)],
                &[(0.5, 0.5), (0.5, 0.96)],
            ],
            Self::Prompt => &[&[(0.2, 0.14), (0.62, 0.5), (0.2, 0.86)]],
            Self::Pulse => PULSE,
            Self::Flask => &[
                &[
                    (0.38, 0.06),
                    (0.38, 0.4),
                    (0.1, 0.92),
                    (0.9, 0.92),
                    (0.62, 0.4),
                    (0.62, 0.06),
                ],
                &[(0.28, 0.06), (0.72, 0.06)],
                &[(0.24, 0.66), (0.76, 0.66)],
            ],
            Self::Board => BOARD,
            Self::Sliders => SLIDERS,
            Self::Book => &[
                &[
                    (0.5, 0.26),
                    (0.08, 0.16),
                    (0.08, 0.8),
                    (0.5, 0.92),
                    (0.5, 0.26),
                ],
                &[(0.5, 0.26), (0.92, 0.16), (0.92, 0.8), (0.5, 0.92)],
            ],
            Self::Undo => &[
                &[(0.36, 0.14), (0.1, 0.38), (0.36, 0.62)],
                &[
                    (0.1, 0.38),
                    (0.64, 0.38),
                    (0.88, 0.58),
                    (0.84, 0.8),
                    (0.6, 0.9),
                    (0.4, 0.9),
                ],
            ],
            Self::Redo => &[
                &[(0.64, 0.14), (0.9, 0.38), (0.64, 0.62)],
                &[
                    (0.9, 0.38),
                    (0.36, 0.38),
                    (0.12, 0.58),
                    (0.16, 0.8),
                    (0.4, 0.9),
                    (0.6, 0.9),
                ],
            ],
            Self::Up => &[&[(0.14, 0.66), (0.5, 0.28), (0.86, 0.66)]],
            Self::Down => &[&[(0.14, 0.34), (0.5, 0.72), (0.86, 0.34)]],
            Self::Funnel => &[
                &[(0.08, 0.16), (0.92, 0.16), (0.6, 0.54), (0.6, 0.88)],
                &[(0.6, 0.88), (0.4, 0.76), (0.4, 0.54), (0.08, 0.16)],
            ],
            Self::Copy => COPY,
            Self::Cycle => CYCLE,
            Self::Power => POWER,
            Self::Dots | Self::Nonagon => &[],
        }
    }

    /// Its dots, in the same square.
    fn dots(self) -> &'static [(f32, f32)] {
        match self {
            Self::Warning => &[(0.5, 0.76)],
            Self::Info => &[(0.5, 0.28)],
            Self::Dots => &[(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)],
            Self::Sliders => &[(0.68, 0.2), (0.3, 0.5), (0.6, 0.8)],
            _ => &[],
        }
    }
}

/// The corners of the house mark, from the top clockwise.
pub(in crate::ui) fn nonagon(center: Pos2, radius: f32) -> Vec<Pos2> {
    (0..9)
        .map(|i| {
            let angle = TAU * i as f32 / 9.0 - TAU / 4.0;
            center + radius * Vec2::angled(angle)
        })
        .collect()
}
