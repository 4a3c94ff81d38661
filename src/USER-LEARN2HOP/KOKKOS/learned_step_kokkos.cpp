/* ----------------------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

#define L2H_REAL_HEADER "real_float.h"

#include "learned_step_kokkos.h"

#include "USER-LEARN2HOP/hop_bounds.h"
#include "USER-LEARN2HOP/hop_sums.h"
#include "USER-LEARN2HOP/learned_settings.h"
#include "USER-LEARN2HOP/learned_step.h"

#include "atom_kokkos.h"
#include "atom_masks.h"
#include "domain.h"

using namespace LAMMPS_NS;

typedef Kokkos::RangePolicy<LMPDeviceType> Range;
typedef Kokkos::TeamPolicy<LMPDeviceType> Teams;

namespace {

/* ----------------------------------------------------------------------
   the atoms of this rank, as a kernel sees them
------------------------------------------------------------------------- */

struct Atoms {
  DAT::t_kkfloat_1d_3_lr x;
  DAT::t_kkacc_1d_3 f;
  DAT::t_imageint_1d image;
  DAT::t_int_1d type;
  double prd[3], xy, xz, yz;    // of the box

  Atoms(AtomKokkos *atomKK, const Domain *domain) :
      x(atomKK->k_x.view_device()), f(atomKK->k_f.view_device()), image(atomKK->k_image.view_device()),
      type(atomKK->k_type.view_device()), prd{domain->xprd, domain->yprd, domain->zprd}, xy(domain->xy), xz(domain->xz),
      yz(domain->yz)
  {
  }

  // Where atom i is, without periodic boundaries: Domain::unmap().

  KOKKOS_INLINE_FUNCTION void unmap(int i, double y[3]) const
  {
    const int nx = (image(i) & IMGMASK) - IMGMAX;
    const int ny = (image(i) >> IMGBITS & IMGMASK) - IMGMAX;
    const int nz = (image(i) >> IMG2BITS) - IMGMAX;
    y[0] = x(i, 0) + nx * prd[0] + ny * xy + nz * xz;
    y[1] = x(i, 1) + ny * prd[1] + nz * yz;
    y[2] = x(i, 2) + nz * prd[2];
  }

};

/* ----------------------------------------------------------------------
   hop_sums.h, and the number of atoms whose force or position is no number
------------------------------------------------------------------------- */

struct Sums {
  double value[HOP_SUMS + 1];

  KOKKOS_INLINE_FUNCTION Sums() : value{} {}
  KOKKOS_INLINE_FUNCTION Sums &operator+=(const Sums &other)
  {
    for (int k = 0; k <= HOP_SUMS; k++) value[k] += other.value[k];
    return *this;
  }
};

struct AddAtoms {
  Atoms atoms;

  KOKKOS_INLINE_FUNCTION void operator()(int i, Sums &sums) const
  {
    const double force[3] = {static_cast<double>(atoms.f(i, 0)), static_cast<double>(atoms.f(i, 1)),
                             static_cast<double>(atoms.f(i, 2))};
    double y[3];
    atoms.unmap(i, y);
    sums.value[HOP_SUMS] += l2h_add_atom(y, force, sums.value);
  }
};

/* ----------------------------------------------------------------------
   a team a system; what is no number is added up after the last
------------------------------------------------------------------------- */

struct AddSystems {
  AddAtoms add;
  LearnedStepKokkos::Ints order, first;
  Kokkos::View<double *, LMPDeviceType> sums;

  KOKKOS_INLINE_FUNCTION void operator()(const Teams::member_type &team) const
  {
    const int system = team.league_rank();
    Sums own;
    for (int a = first(system) + team.team_rank(); a < first(system + 1); a += team.team_size()) add(order(a), own);
    for (int k = 0; k <= HOP_SUMS; k++) team.team_reduce(Kokkos::Sum<double>(own.value[k]));
    Kokkos::single(Kokkos::PerTeam(team), [&]() {
      for (int k = 0; k < HOP_SUMS; k++) sums(HOP_SUMS * system + k) = own.value[k];
      if (own.value[HOP_SUMS] > 0.0) Kokkos::atomic_add(&sums(sums.extent(0) - 1), own.value[HOP_SUMS]);
    });
  }
};

/* ----------------------------------------------------------------------
   what the first layer makes of the inputs that an atom's coordinates share
------------------------------------------------------------------------- */

struct StartAtom {
  int species;
  bool radial;
  Atoms atoms;
  LearnedStepKokkos::Network network;
  LearnedStepKokkos::Ints species_of, system_of, size_of;
  Kokkos::View<double *, LMPDeviceType> places;    // of the systems, as in HopSystems
  double length, move_limit;
  LearnedStepKokkos::Hidden share, start;
  RadialGridKokkos::Places back;
  RadialGridKokkos::Phi phi;

  KOKKOS_INLINE_FUNCTION void operator()(int i) const
  {
    float is[L2H_MAX_SPECIES], functions[L2H_MAX_SPECIES * L2H_RADIALS], in[L2H_ATOM_INPUTS(L2H_MAX_SPECIES)];
    for (int s = 0; s < species; s++) is[s] = s == species_of(atoms.type(i)) ? 1.0f : 0.0f;
    bool lone = radial;
    for (int k = 0; k < species * L2H_RADIALS; k++) {
      functions[k] = radial ? phi(i, k) : 0.0f;
      if (functions[k] != 0.0f) lone = false;
    }
    double away[3];
    atoms.unmap(i, away);
    for (int dim = 0; dim < 3; dim++) away[dim] -= places(6 * system_of(i) + dim);
    for (int dim = 0; dim < 3; dim++) back(i, dim) = lone ? l2h_return_move(away, dim, length, move_limit) : 0.0;
    l2h_atom_inputs(species, is, functions, in);

    float out[L2H_HIDDEN];
    for (int h = 0; h < L2H_HIDDEN; h++) out[h] = share(size_of(system_of(i)), h);
    l2h_layer_add(L2H_ATOM_INPUTS(species), in, L2H_HIDDEN, network().first[L2H_STEP_INPUTS], out);
    for (int h = 0; h < L2H_HIDDEN; h++) start(i, h) = out[h];
  }
};

/* ----------------------------------------------------------------------
   one coordinate by one step; no atom's move depends on another's, for all
   that a step sees of the others is known before the first one moves
------------------------------------------------------------------------- */

struct MoveCoordinate {
  int species;
  double per_length, reduce_force, length, step_limit, move_limit;
  l2h_corrections corrections;
  Atoms atoms;
  LearnedStepKokkos::Network network;
  LearnedStepKokkos::Ints system_of;
  Kokkos::View<double *, LMPDeviceType> places;
  RadialGridKokkos::Places back;
  LearnedStepKokkos::Hidden start;
  DAT::t_kkfloat_2d_lr rows;

  KOKKOS_INLINE_FUNCTION void operator()(int coordinate, int &bounded) const
  {
    const int i = coordinate / 3, dim = coordinate % 3;
    double y[3];
    atoms.unmap(i, y);
    const float position = static_cast<float>((y[dim] - places(6 * system_of(i) + dim)) * per_length);
    const double force = atoms.f(i, dim);
    const float gradient = l2h_bound_gradient(reduce_force * force, &bounded);

    float first[L2H_DECAYS], second[L2H_DECAYS], in[L2H_COORDINATE_INPUTS];
    for (int k = 0; k < L2H_DECAYS; k++) {
      first[k] = static_cast<float>(rows(FIRST_MOMENTS + k, coordinate));
      second[k] = static_cast<float>(rows(SECOND_MOMENTS + k, coordinate));
    }
    l2h_moments_update(gradient, first, second);
    for (int k = 0; k < L2H_DECAYS; k++) {
      rows(FIRST_MOMENTS + k, coordinate) = first[k];
      rows(SECOND_MOMENTS + k, coordinate) = second[k];
    }
    l2h_coordinate_inputs(gradient, position, first, second, &corrections, in);

    const l2h_network &weights = network();
    float one[L2H_HIDDEN], two[L2H_HIDDEN], out[L2H_OUTPUTS];
    for (int h = 0; h < L2H_HIDDEN; h++) one[h] = start(i, h);
    l2h_layer_add(L2H_COORDINATE_INPUTS, in, L2H_HIDDEN, weights.first[L2H_STEP_INPUTS + L2H_ATOM_INPUTS(species)], one);
    for (int h = 0; h < L2H_HIDDEN; h++) {
      one[h] = l2h_relu(one[h]);
      two[h] = weights.second_bias[h];
    }
    l2h_layer_add(L2H_HIDDEN, one, L2H_HIDDEN, weights.second[0], two);
    for (int h = 0; h < L2H_HIDDEN; h++) two[h] = l2h_relu(two[h]);
    for (int h = 0; h < L2H_OUTPUTS; h++) out[h] = weights.output_bias[h];
    l2h_layer_add(L2H_HIDDEN, two, L2H_OUTPUTS, weights.output[0], out);

    const float move = l2h_update(weights.alpha, weights.beta, weights.gamma, out[0], out[1], static_cast<float>(step_limit));
    const double shift = places(6 * system_of(i) + 3 + dim);
    if (back(i, dim) != 0.0 && second[L2H_DECAYS - 1] > 0.0f)
      atoms.x(i, dim) += back(i, dim) + shift;
    else
      atoms.x(i, dim) += l2h_bound_move(length * move, move_limit, force, &bounded) + shift;
  }
};

/* ---------------------------------------------------------------------- */

struct Descend {
  double rate, limit;
  Atoms atoms;

  KOKKOS_INLINE_FUNCTION void operator()(int i, int &bounded) const
  {
    for (int dim = 0; dim < 3; dim++) {
      const double force = atoms.f(i, dim);
      atoms.x(i, dim) += l2h_bound_move(rate * force, limit, force, &bounded);
    }
  }
};

/* ---------------------------------------------------------------------- */

struct KeepBest {
  Atoms atoms;
  DAT::t_kkfloat_2d_lr rows;

  KOKKOS_INLINE_FUNCTION void operator()(int i) const
  {
    double y[3];
    atoms.unmap(i, y);
    for (int dim = 0; dim < 3; dim++) rows(BEST, 3 * i + dim) = y[dim];
  }
};

/* ----------------------------------------------------------------------
   a copy of the host's numbers, in a view that grows as it must
------------------------------------------------------------------------- */

template <class View, class Number> void send(View &view, const char *name, const std::vector<Number> &numbers)
{
  if (view.extent(0) < numbers.size()) view = View(Kokkos::NoInit(name), numbers.size() + numbers.size() / 8);
  const Kokkos::View<const Number *, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> from(numbers.data(), numbers.size());
  Kokkos::deep_copy(Kokkos::subview(view, std::make_pair((size_t) 0, numbers.size())), from);
}

}    // namespace

/* ---------------------------------------------------------------------- */

LearnedStepKokkos::LearnedStepKokkos(LAMMPS *_lmp, LearnedSettings &_settings) :
    Pointers(_lmp), settings(_settings), grid(_lmp) {}

/* ---------------------------------------------------------------------- */

void LearnedStepKokkos::setup()
{
  network = Network("learn2hop:network");
  const Kokkos::View<const l2h_network, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>
      from(&settings.optimizer.weights.network);
  Kokkos::deep_copy(network, from);
  send(species_of, "learn2hop:species_of", settings.species);
  send(size_of, "learn2hop:size_of", settings.systems.size_of);
  sums = Kokkos::View<double *, LMPDeviceType>("learn2hop:sums", settings.systems.sums.size());
  places = Kokkos::View<double *, LMPDeviceType>("learn2hop:places", settings.systems.places.size());
  share = Hidden("learn2hop:share", settings.systems.sizes.size());
}

/* ---------------------------------------------------------------------- */

void LearnedStepKokkos::reset(const DAT::t_kkfloat_2d_lr &_rows)
{
  rows = _rows;
  std::vector<int> system(atom->nlocal);
  for (int i = 0; i < atom->nlocal; i++) system[i] = settings.systems.of(i);
  send(system_of, "learn2hop:system_of", system);
  send(order, "learn2hop:order", settings.systems.order);
  send(first, "learn2hop:first", settings.systems.first);
  if ((int) start.extent(0) < atom->nlocal) {
    start = Hidden(Kokkos::NoInit("learn2hop:start"), atom->nmax);
    back = RadialGridKokkos::Places(Kokkos::NoInit("learn2hop:back"), atom->nmax);
  }
}

/* ---------------------------------------------------------------------- */

bool LearnedStepKokkos::find_centers()
{
  const AddAtoms add = {Atoms((AtomKokkos *) atom, domain)};
  HopSystems &systems = settings.systems;
  if (systems.count == 1) {    // whose atoms are too many for one team
    Sums all;
    Kokkos::parallel_reduce("learn2hop:sums", Range(0, atom->nlocal), add, all);
    for (int k = 0; k <= HOP_SUMS; k++) systems.sums[k] = all.value[k];
  } else {
    const Kokkos::View<double *, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> to(systems.sums.data(), systems.sums.size());
    Kokkos::deep_copy(sums, 0.0);
    Kokkos::parallel_for("learn2hop:sums", Teams(systems.count, Kokkos::AUTO), AddSystems{add, order, first, sums});
    Kokkos::deep_copy(to, sums);
  }
  if (!systems.find_centers()) return false;
  send(places, "learn2hop:places", systems.places);
  return true;
}

/* ---------------------------------------------------------------------- */

bigint LearnedStepKokkos::move()
{
  const l2h_weights &weights = settings.optimizer.weights;
  const int species = weights.model.species;
  const Atoms atoms((AtomKokkos *) atom, domain);
  if (settings.radial) grid.sum(settings.length, species, species_of, phi);

  std::vector<float> shares;
  settings.first_layer(shares);
  const Kokkos::View<const float *[L2H_HIDDEN], Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>
      from(shares.data(), settings.systems.sizes.size());
  auto mirror = Kokkos::create_mirror_view(share);
  Kokkos::deep_copy(mirror, from);
  Kokkos::deep_copy(share, mirror);

  Kokkos::parallel_for("learn2hop:atoms", Range(0, atom->nlocal),
                       StartAtom{species, settings.radial, atoms, network, species_of, system_of, size_of, places, settings.length,
                                 settings.move_limit, share, start, back, phi});
  int bounded = 0;
  Kokkos::parallel_reduce("learn2hop:coordinates", Range(0, 3 * atom->nlocal),
                          MoveCoordinate{species, 1.0 / settings.length, -settings.length / settings.energy, settings.length,
                                         weights.step_limit, settings.move_limit,
                                         l2h_clock_corrections(&settings.optimizer.clock), atoms, network, system_of, places,
                                         back, start, rows},
                          bounded);
  return bounded;
}

/* ---------------------------------------------------------------------- */

bigint LearnedStepKokkos::descend(double rate, double limit)
{
  int bounded = 0;
  Kokkos::parallel_reduce("learn2hop:descend", Range(0, atom->nlocal),
                          Descend{rate, limit, Atoms((AtomKokkos *) atom, domain)}, bounded);
  return bounded;
}

/* ---------------------------------------------------------------------- */

void LearnedStepKokkos::keep_best()
{
  Kokkos::parallel_for("learn2hop:best", Range(0, atom->nlocal), KeepBest{Atoms((AtomKokkos *) atom, domain), rows});
}

/* ---------------------------------------------------------------------- */

double LearnedStepKokkos::memory_usage() const
{
  return (double) (species_of.span() + system_of.span() + size_of.span() + order.span() + first.span()) * sizeof(int) +
      (double) (share.span() + start.span() + phi.span()) * sizeof(float) + sizeof(l2h_network) +
      (double) (sums.span() + places.span() + back.span()) * sizeof(double) + grid.memory_usage();
}
